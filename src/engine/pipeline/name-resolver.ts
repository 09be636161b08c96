/** Decides which names in a cell's JavaScript are session variables, and how each use of one is rewritten. */
import type { NameKind, RewriteOptions } from "./scope.js";

/** The use of a name at one place in the code. */
export type Use = "value" | "call" | "typeof" | "assign" | "declare";

// Bound by the language or by the function around a cell. Rewriting them would change their meaning.
const reservedNames = new Set(["arguments", "eval", "undefined", "NaN", "Infinity"]);

/**
 * Resolves the names of one cell during the walk: local names are unchanged, session variables become properties of
 * boxes.
 */
export class NameResolver {
  /** Prefix of every generated name. It does not occur in the cell's own text. */
  readonly tag: string;
  readonly #boxes = new Map<string, string>();
  readonly #options: RewriteOptions;
  readonly #names: ReadonlyMap<string, NameKind>;
  /** Local names, innermost scope last. */
  readonly #scopes: ReadonlySet<string>[];

  /** Creates the resolver. `names` stay declared for later cells; `kept` end with this cell. */
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

  /** The boxes that the cell uses: variable name → name of its box in the script. */
  get boxes(): ReadonlyMap<string, string> {
    return this.#boxes;
  }

  /** Whether the walk is outside of all nested scopes. */
  get isAtTop(): boolean {
    return this.#scopes.length === 1;
  }

  /** Returns the name of a variable's box in the script; `user-names.ts` reverses this. */
  box(name: string): string {
    let box = this.#boxes.get(name);
    if (box === undefined) {
      box = `${this.tag}$${name}`;
      this.#boxes.set(name, box);
    }
    return box;
  }

  /** Calls `visit` with `names` in scope as local names. */
  within(names: ReadonlySet<string>, visit: () => void): void {
    this.#scopes.push(names);
    visit();
    this.#scopes.pop();
  }

  /** Whether a name is a session variable. */
  isBoxed(name: string): boolean {
    if (this.#isOwn(name)) return false;
    if (this.#names.has(name) || this.#options.kindOf(name) !== undefined) return true;
    return !this.#options.overrides.has(name) && !(name in globalThis);
  }

  /** Whether a name is one of the session's overrides, and not the user's own. */
  isOverride(name: string): boolean {
    return this.#options.overrides.has(name) && !this.#isOwn(name) && !this.isBoxed(name);
  }

  /** Returns the replacement for one use of a name; undefined if it is unchanged. */
  replacement(name: string, use: Use): string | undefined {
    if (this.#isOwn(name)) return undefined;
    if (!this.isBoxed(name)) {
      return this.#options.overrides.has(name) && use !== "assign" ? `${this.tag}.overrides.${name}` : undefined;
    }
    const kind = this.#names.get(name) ?? this.#options.kindOf(name);
    const box = this.box(name);
    switch (use) {
      case "call":
        // A member call would pass the box as `this`.
        return `(0,${box}.v)`;
      case "typeof":
        return `${box}.t`;
      case "assign":
        return kind === "const" || kind === "import" ? `${this.tag}.constantBox.v` : `${box}.v`;
      default:
        return `${box}.v`;
    }
  }

  #isOwn(name: string): boolean {
    return reservedNames.has(name) || this.#scopes.some((scope) => scope.has(name));
  }
}
