/** Defines `_`, `_3` and `_error`, the results of earlier cells. */
import { errorOf } from "../output/cell-error.js";
import type { CellError, CellResult, Session } from "./cell.js";
import { estimateBytes } from "./memory-estimate.js";

/** Matches a cell that declares `_` itself, for example `import _ from "lodash"`. */
const ownUnderscore = /^(?:export\s+)?(?:const|let|var|class|function|import)\b[^;=(\n]*(?<![\w$.])_(?![\w$])/m;

/** Limits of the numbered values, as in IPython; the oldest are dropped. */
const maxValues = 1000;
const maxBytes = 48 * 1024 * 1024;

/** Keeps the results of a session's numbered cells. */
export class LastValues {
  readonly #session: Session;
  readonly #numbered = new Map<string, { readonly value: unknown; readonly bytes: number }>();
  #bytes = 0;
  #isUnderscoreTheirs = false;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Records the result of cell `count`. A `_` that a cell declared is not overwritten. */
  record(code: string, count: number, result: CellResult): void {
    if (ownUnderscore.test(code)) this.#isUnderscoreTheirs = true;
    if (result.status === "ok" && result.value !== undefined) {
      if (!this.#isUnderscoreTheirs) this.#session.define("_", result.value);
      this.#number(`_${count}`, result.value);
    } else if (result.status === "error") {
      this.recordError(result.error);
    }
  }

  /** Records an error that was shown: of a cell, or of its timers and promises after its end. */
  recordError(error: CellError): void {
    const value = "thrown" in error ? error.thrown : errorOf(error);
    this.#session.define("_error", value, "Error & Record<string, any>");
  }

  /**
   * Defines the numbered values that `code` names, with the type `any`: typing each value would keep its cell in the
   * checker and slow down every later check.
   */
  defineNumbered(code: string): void {
    for (const [name] of code.matchAll(/(?<![\w$.])_\d+(?![\w$])/g)) {
      const value = this.#numbered.get(name);
      if (value === undefined) continue;
      this.#session.define(name, value.value, "any");
      this.#drop(name);
    }
  }

  /** Drops all values that no cell has named. */
  clear(): void {
    this.#numbered.clear();
    this.#bytes = 0;
    this.#isUnderscoreTheirs = false;
  }

  #number(name: string, value: unknown): void {
    this.#drop(name);
    const bytes = estimateBytes(value);
    this.#numbered.set(name, { value, bytes });
    this.#bytes += bytes;
    for (const oldest of this.#numbered.keys()) {
      if (this.#numbered.size <= maxValues && this.#bytes <= maxBytes) return;
      this.#drop(oldest);
    }
  }

  #drop(name: string): void {
    this.#bytes -= this.#numbered.get(name)?.bytes ?? 0;
    this.#numbered.delete(name);
  }
}
