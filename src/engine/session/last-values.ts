/** The names under which later cells find what earlier ones came to: `_`, `_3`, `_error`. For every front end. */
import { errorOf } from "../output/cell-error.js";
import type { CellResult, Session } from "./cell.js";
import { weightOf } from "./weight.js";

/** A cell whose own top declares the name, as `import _ from "lodash"`. */
const ownUnderscore = /^(?:export\s+)?(?:const|let|var|class|function|import)\b[^;=(\n]*(?<![\w$.])_(?![\w$])/m;

/** So many numbered values are kept, as in IPython, and so many bytes of them; older ones are let go. */
const maxValues = 1000;
const maxBytes = 48 * 1024 * 1024;

/** Keeps the values of a session's numbered cells. */
export class LastValues {
  readonly #session: Session;
  readonly #numbered = new Map<string, { readonly value: unknown; readonly bytes: number }>();
  #bytes = 0;
  #isUnderscoreTheirs = false;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Takes what cell `count` came to. A `_` that a cell declared stays what the user made it. */
  keep(code: string, count: number, result: CellResult): void {
    if (ownUnderscore.test(code)) this.#isUnderscoreTheirs = true;
    if (result.status === "ok" && result.value !== undefined) {
      if (!this.#isUnderscoreTheirs) this.#session.define("_", result.value);
      this.#number(`_${count}`, result.value);
    } else if (result.status === "error") {
      const { error } = result;
      const value = "thrown" in error ? error.thrown : errorOf(error);
      this.#session.define("_error", value, "Error & Record<string, any>");
    }
  }

  /**
   * Defines the numbered values that `code` names. Not before, and without their types: the type of each would hold its
   * cell in the checker for good, and every later cell would take longer.
   */
  lend(code: string): void {
    for (const [name] of code.matchAll(/(?<![\w$.])_\d+(?![\w$])/g)) {
      const kept = this.#numbered.get(name);
      if (kept === undefined) continue;
      this.#session.define(name, kept.value, "any");
      this.#drop(name);
    }
  }

  /** Forgets all values that no cell has named. */
  clear(): void {
    this.#numbered.clear();
    this.#bytes = 0;
    this.#isUnderscoreTheirs = false;
  }

  #number(name: string, value: unknown): void {
    this.#drop(name);
    const bytes = weightOf(value);
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
