/** The variables of a session. Each is a property of a box, so that functions of all cells see its latest value. */
import type { NameKind } from "./scope.js";

/** The value of one variable. Without an own value it behaves as an undeclared or uninitialized variable. */
export class VariableBox {
  readonly name: string;
  readonly #names: SessionVariables;

  constructor(name: string, names: SessionVariables) {
    this.name = name;
    this.#names = names;
  }

  get v(): unknown {
    return this.#names.missing(this);
  }

  set v(value: unknown) {
    this.#names.assignFirst(this, value);
  }

  /** The value for `typeof`, which does not throw for undeclared names. */
  get t(): unknown {
    return this.#names.isReadable(this) ? this.v : undefined;
  }
}

/** A declaration in progress. */
export interface PendingDeclaration {
  /** Completes it: variables without a value get their former one back or are removed. Returns those with a value. */
  settle(): ReadonlySet<string>;
}

/** The variables of a session and their kinds. */
export class SessionVariables {
  readonly #boxes = new Map<string, VariableBox>();
  readonly #kinds = new Map<string, NameKind>();
  /** Values of variables that are being declared again; readable until the new value is set. */
  readonly #former = new Map<VariableBox, unknown>();

  kind(name: string): NameKind | undefined {
    return this.#kinds.get(name);
  }

  box(name: string): VariableBox {
    let box = this.#boxes.get(name);
    if (box === undefined) {
      box = new VariableBox(name, this);
      this.#boxes.set(name, box);
    }
    return box;
  }

  /** Declares a variable with a value. */
  define(name: string, value: unknown, kind: NameKind = "const"): void {
    this.#kinds.set(name, kind);
    setOwnValue(this.box(name), value);
  }

  /** Binds a variable to a value that may change, such as a module's export. */
  link(name: string, read: () => unknown): void {
    Object.defineProperty(this.box(name), "v", { get: read, set: rejectAssignment, configurable: true });
  }

  /** Starts to declare variables. Until {@link PendingDeclaration.settle} they have no value; a `var` is undefined. */
  declare(names: ReadonlyMap<string, NameKind>): PendingDeclaration {
    const formerKinds = new Map<string, NameKind | undefined>();
    for (const [name, kind] of names) {
      const box = this.box(name);
      formerKinds.set(name, this.#kinds.get(name));
      this.#kinds.set(name, kind);
      if (Object.hasOwn(box, "v")) {
        this.#former.set(box, box.v);
        // Deleting the property that was added last keeps the object in V8's fast mode.
        Reflect.deleteProperty(box, "v");
      }
      if (kind === "var") setOwnValue(box, undefined);
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
        if (this.#former.has(box)) setOwnValue(box, this.#former.get(box));
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

  /** Returns the value of a box without an own value, or throws. */
  missing(box: VariableBox): unknown {
    if (this.#former.has(box)) return this.#former.get(box);
    if (this.#kinds.has(box.name)) throw new ReferenceError(`Cannot access '${box.name}' before initialization`);
    if (box.name in globalThis) return Reflect.get(globalThis, box.name);
    throw new ReferenceError(`${box.name} is not defined`);
  }

  isReadable(box: VariableBox): boolean {
    return Object.hasOwn(box, "v") || this.#former.has(box) || box.name in globalThis;
  }

  /** Handles the first assignment to a box: by a declaration, to a global, or to an undeclared name. */
  assignFirst(box: VariableBox, value: unknown): void {
    if (this.#kinds.has(box.name)) setOwnValue(box, value);
    else if (box.name in globalThis) Reflect.set(globalThis, box.name, value);
    else throw new ReferenceError(`${box.name} is not defined`);
  }
}

/** The box that assignments to constants are rewritten to. */
export const constantBox = Object.freeze({
  get v(): never {
    return rejectAssignment();
  },
  set v(_value: unknown) {
    rejectAssignment();
  },
});

function rejectAssignment(): never {
  throw new TypeError("Assignment to constant variable.");
}

function setOwnValue(box: VariableBox, value: unknown): void {
  Object.defineProperty(box, "v", { value, writable: true, enumerable: true, configurable: true });
}
