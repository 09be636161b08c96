/** The names of a session: each has a box, so that functions of all cells see what was declared last. */
import type { NameKind } from "./scope.js";

/** Holds the value of one name. Without a value of its own it answers as a name that is not there. */
export class Box {
  readonly name: string;
  readonly #names: Names;

  constructor(name: string, names: Names) {
    this.name = name;
    this.#names = names;
  }

  get v(): unknown {
    return this.#names.missing(this);
  }

  set v(value: unknown) {
    this.#names.begin(this, value);
  }

  /** The value for `typeof`, which may ask for a name that is not there. */
  get t(): unknown {
    return this.#names.isReadable(this) ? this.v : undefined;
  }
}

/** What a declaration of names has come to. */
export interface Declaration {
  /** Ends it: names that got no value have their former one back, or are gone. Answers with those that got one. */
  settle(): ReadonlySet<string>;
}

/** All names of a session and what kind they are. */
export class Names {
  readonly #boxes = new Map<string, Box>();
  readonly #kinds = new Map<string, NameKind>();
  /** What a name that is being declared anew held before: still seen until it has its new value. */
  readonly #former = new Map<Box, unknown>();

  kind(name: string): NameKind | undefined {
    return this.#kinds.get(name);
  }

  box(name: string): Box {
    let box = this.#boxes.get(name);
    if (box === undefined) {
      box = new Box(name, this);
      this.#boxes.set(name, box);
    }
    return box;
  }

  /** Gives a name a value at once. */
  define(name: string, value: unknown, kind: NameKind = "const"): void {
    this.#kinds.set(name, kind);
    hold(this.box(name), value);
  }

  /** Binds a name to a place that may change, as an export of a module. */
  link(name: string, read: () => unknown): void {
    Object.defineProperty(this.box(name), "v", { get: read, set: refuseAssignment, configurable: true });
  }

  /** Begins to declare names; until {@link Declaration.settle} they are without a value, `var` undefined. */
  declare(names: ReadonlyMap<string, NameKind>): Declaration {
    const formerKinds = new Map<string, NameKind | undefined>();
    for (const [name, kind] of names) {
      const box = this.box(name);
      formerKinds.set(name, this.#kinds.get(name));
      this.#kinds.set(name, kind);
      if (Object.hasOwn(box, "v")) {
        this.#former.set(box, box.v);
        // The property added last: taking it away leaves the box in its fast shape.
        Reflect.deleteProperty(box, "v");
      }
      if (kind === "var") hold(box, undefined);
    }
    return { settle: () => this.#settle(formerKinds) };
  }

  #settle(formerKinds: ReadonlyMap<string, NameKind | undefined>): ReadonlySet<string> {
    const valued = new Set<string>();
    for (const [name, kind] of formerKinds) {
      const box = this.box(name);
      if (Object.hasOwn(box, "v")) valued.add(name);
      else {
        if (kind === undefined) this.#kinds.delete(name);
        else this.#kinds.set(name, kind);
        if (this.#former.has(box)) hold(box, this.#former.get(box));
      }
      this.#former.delete(box);
    }
    return valued;
  }

  clear(): void {
    for (const box of this.#boxes.values()) Reflect.deleteProperty(box, "v");
    this.#boxes.clear();
    this.#kinds.clear();
    this.#former.clear();
  }

  /** The value of a box that has none of its own. */
  missing(box: Box): unknown {
    if (this.#former.has(box)) return this.#former.get(box);
    if (this.#kinds.has(box.name)) throw new ReferenceError(`Cannot access '${box.name}' before initialization`);
    if (box.name in globalThis) return Reflect.get(globalThis, box.name);
    throw new ReferenceError(`${box.name} is not defined`);
  }

  isReadable(box: Box): boolean {
    return Object.hasOwn(box, "v") || this.#former.has(box) || box.name in globalThis;
  }

  /** The first assignment to a box: a declaration's, or one to a global, or to nothing at all. */
  begin(box: Box, value: unknown): void {
    if (this.#kinds.has(box.name)) hold(box, value);
    else if (box.name in globalThis) Reflect.set(globalThis, box.name, value);
    else throw new ReferenceError(`${box.name} is not defined`);
  }
}

/** What an assignment to a constant meets. */
export const fixed = Object.freeze({
  get v(): never {
    return refuseAssignment();
  },
  set v(_value: unknown) {
    refuseAssignment();
  },
});

function refuseAssignment(): never {
  throw new TypeError("Assignment to constant variable.");
}

function hold(box: Box, value: unknown): void {
  Object.defineProperty(box, "v", { value, writable: true, enumerable: true, configurable: true });
}
