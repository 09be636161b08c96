/** Which names of a cell's JavaScript are properties of boxes, and how each use of one is written. */
import type { NameKind, RewriteOptions } from "./scope.js";

/** What is done with a name where it stands. */
export type Use = "value" | "call" | "typeof" | "assign" | "declare";

// Bound by the language or by the function around a cell; a box of theirs would change what they mean.
const bare = new Set(["arguments", "eval", "undefined", "NaN", "Infinity"]);

/** The names of one cell while it is walked: what is bound within it stays, what cells share is boxed. */
export class BoxedNames {
  /** Begins each name that is put in: nothing of the cell's own begins so. */
  readonly tag: string;
  readonly #boxes = new Map<string, string>();
  readonly #options: RewriteOptions;
  readonly #names: ReadonlyMap<string, NameKind>;
  /** Names bound within the cell, innermost last. */
  readonly #scopes: ReadonlySet<string>[];

  /** `names` are declared by the cell for later ones, `kept` are bound in it and end with it. */
  constructor(
    source: string,
    options: RewriteOptions,
    names: ReadonlyMap<string, NameKind>,
    kept: ReadonlySet<string>,
  ) {
    this.#options = options;
    this.#names = names;
    this.#scopes = [kept];
    let tag = "$c";
    while (source.includes(tag)) tag += "_";
    this.tag = tag;
  }

  /** The boxes that the cell uses: a name's own, and what it is called in the script. */
  get boxes(): ReadonlyMap<string, string> {
    return this.#boxes;
  }

  /** Whether nothing is bound but what the cell itself binds. */
  get isAtTop(): boolean {
    return this.#scopes.length === 1;
  }

  /** What the box of a name is called in the script; `user-names.ts` tells the name from it. */
  box(name: string): string {
    let box = this.#boxes.get(name);
    if (box === undefined) {
      box = `${this.tag}$${name}`;
      this.#boxes.set(name, box);
    }
    return box;
  }

  /** Does `visit` where `names` are bound too. */
  within(names: ReadonlySet<string>, visit: () => void): void {
    this.#scopes.push(names);
    visit();
    this.#scopes.pop();
  }

  /** Whether a name is a property of its box. */
  isBoxed(name: string): boolean {
    if (this.#isOwn(name)) return false;
    if (this.#names.has(name) || this.#options.known(name) !== undefined) return true;
    return !this.#options.lent.has(name) && !(name in globalThis);
  }

  /** How a use of a name is written; undefined where it stays as it is. */
  written(name: string, use: Use): string | undefined {
    if (this.#isOwn(name)) return undefined;
    if (!this.isBoxed(name)) {
      return this.#options.lent.has(name) && use !== "assign" ? `${this.tag}.lent.${name}` : undefined;
    }
    const kind = this.#names.get(name) ?? this.#options.known(name);
    const box = this.box(name);
    switch (use) {
      case "call":
        // Called as a member it would get the box for its `this`.
        return `(0,${box}.v)`;
      case "typeof":
        return `${box}.t`;
      case "assign":
        return kind === "const" || kind === "import" ? `${this.tag}.fixed.v` : `${box}.v`;
      default:
        return `${box}.v`;
    }
  }

  #isOwn(name: string): boolean {
    return bare.has(name) || this.#scopes.some((scope) => scope.has(name));
  }
}
