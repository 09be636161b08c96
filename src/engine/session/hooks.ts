/** The functions that a cell's script calls; `rewrite.ts` generates the calls. */
import { createRequire } from "node:module";
import { types } from "node:util";
import type { SignalWatch } from "../interrupt/signal-watch.js";
import type { CellSource, Stacks } from "../output/stack.js";
import type { Importer, ImportOptions, ModuleExports } from "../pipeline/imports.js";
import type { ImportRequest } from "../pipeline/rewrite.js";
import { constantBox, type SessionVariables } from "../pipeline/session-variables.js";
import { type CellRun, Interrupted } from "./cell-run.js";
import type { Foreground } from "./foreground.js";

// Resolved from this package, since the user's folder may not have the dependency.
const ownRequire = createRequire(import.meta.url);

/** The result of an await and the cell that owns it. */
type AwaitOutcome<T> = { readonly owner: CellRun | undefined } & (
  | { readonly value: T }
  | { readonly error: unknown; readonly site: number }
);

/** Options of {@link CellHooks}. */
export interface CellHooksOptions {
  readonly foreground: Foreground;
  readonly importer: Importer;
  readonly names: SessionVariables;
  readonly stacks: Stacks;
  readonly watch: SignalWatch;
  /** Values that cells see instead of globals. */
  readonly overrides: Readonly<Record<string, unknown>>;
  readonly source: CellSource;
  readonly imports: readonly ImportRequest[];
}

/** The hooks of one cell. Its functions may call them after the cell has ended. */
export class CellHooks {
  readonly meta: Importer["meta"];
  readonly overrides: CellHooksOptions["overrides"];
  readonly constantBox = constantBox;
  readonly #options: CellHooksOptions;

  constructor(options: CellHooksOptions) {
    this.#options = options;
    this.meta = options.importer.meta;
    this.overrides = options.overrides;
  }

  /** Called at loop and function entry while the interrupt flag is set. */
  check(): void {
    this.#options.foreground.check();
  }

  /**
   * Called for `await value`: waits for the value, or until the cell is stopped. Never rejects; {@link back} throws.
   */
  wait<T>(value: T | PromiseLike<T>, site: number): Promise<AwaitOutcome<T>> {
    const owner = this.#options.foreground.owner;
    const { stacks, source, watch } = this.#options;
    watch.start();
    if (owner !== undefined) owner.waitsAt = () => stacks.frameOfSite(source, site);
    return new Promise((resolve) => {
      const forget = owner?.onStop(() => resolve({ owner, error: new Interrupted(), site }));
      Promise.resolve(value).then(
        (result) => {
          forget?.();
          resolve({ owner, value: result });
        },
        (error: unknown) => {
          forget?.();
          resolve({ owner, error, site });
        },
      );
    });
  }

  /** Called first after an await: returns the value or throws. */
  back<T>(outcome: AwaitOutcome<T>): T {
    const { foreground, stacks, source } = this.#options;
    foreground.resume(outcome.owner);
    if ("value" in outcome) return outcome.value;
    stacks.recordAwait(outcome.error, source, outcome.site);
    throw outcome.error;
  }

  /** Called for `for await (… of items)`: each step is awaited like an await of its own. */
  each(items: AsyncIterable<unknown> | Iterable<unknown>, site: number): AsyncIterable<unknown> {
    return {
      [Symbol.asyncIterator]: () => {
        const inner = isAsyncIterable(items) ? items[Symbol.asyncIterator]() : eachAwaited(items);
        return {
          next: async () => this.back(await this.wait(inner.next(), site)),
          return: async (value) => (await inner.return?.(value)) ?? { done: true, value },
        };
      },
    };
  }

  /** Called for `throw value`: records where it was thrown. */
  thrown(value: unknown, site: number): unknown {
    const { stacks, source } = this.#options;
    if (types.isProxy(value) || !(value instanceof Error)) stacks.recordThrow(value, source, site);
    return value;
  }

  /** Called first in a `catch`: restores the user's names in the message. */
  restoreNames<T>(caught: T): T {
    this.#options.stacks.rename(caught);
    return caught;
  }

  /** Called for `import(specifier, options)`. */
  import(specifier: unknown, options?: ImportOptions): Promise<ModuleExports> {
    return this.#options.importer.load(String(specifier), options);
  }

  /** Loads the module of one `import … from`. */
  load(index: number): Promise<AwaitOutcome<ModuleExports>> {
    const request = this.#options.imports[index];
    if (request === undefined) throw new RangeError(`no import ${index}`);
    const { specifier, attributes, site } = request;
    // Deferred, so that the stack of an error does not contain the generated code that calls this.
    const loading = Promise.resolve().then(() => this.#options.importer.load(specifier, { with: attributes }));
    return this.wait(loading, site);
  }

  /** Binds the names of one `import … from`. */
  bind(index: number, exports: unknown): void {
    const request = this.#options.imports[index];
    if (request === undefined || typeof exports !== "object" || exports === null) return;
    for (const { local, imported } of request.bindings) {
      this.#options.names.link(local, () => {
        if (imported === "*") return exports;
        // Checked at the first use: a type imported without `type` has no value, and is never used as one.
        if (!(imported in exports)) {
          throw new SyntaxError(`the module "${request.specifier}" does not export ${imported}`);
        }
        return Reflect.get(exports, imported);
      });
    }
  }

  /** Returns a helper that lowered syntax calls, for example that of `using`. */
  helper(name: string): unknown {
    const exports: { readonly default: unknown } = ownRequire(`@oxc-project/runtime/helpers/${name}`);
    return exports.default;
  }
}

function isAsyncIterable(items: AsyncIterable<unknown> | Iterable<unknown>): items is AsyncIterable<unknown> {
  const value: unknown = items;
  if (typeof value === "string") return false;
  if (value !== undefined && value !== null) {
    const of = (key: symbol): unknown => Reflect.get(Object(value), key);
    if (typeof of(Symbol.asyncIterator) === "function") return true;
    if (typeof of(Symbol.iterator) === "function") return false;
  }
  throw new TypeError(`${typeof value === "object" ? "the object" : String(value)} is not async iterable`);
}

async function* eachAwaited(items: Iterable<unknown>): AsyncGenerator<unknown> {
  for (const item of items) yield await item;
}
