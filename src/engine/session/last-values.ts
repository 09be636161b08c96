/** The names under which later cells find what earlier ones came to: `_`, `_3`, `_error`. For every front end. */
import { errorOf } from "../output/cell-error.js";
import type { CellResult, Session } from "./cell.js";

/** A cell whose own top declares the name, as `import _ from "lodash"`. */
const ownUnderscore = /^(?:export\s+)?(?:const|let|var|class|function|import)\b[^;=(\n]*(?<![\w$.])_(?![\w$])/m;

/** So many numbered values are kept, as in IPython; older ones are let go. */
const maxValues = 1000;

/** Keeps the values of a session's numbered cells. */
export class LastValues {
  readonly #session: Session;
  readonly #numbered = new Map<string, unknown>();
  #isUnderscoreTheirs = false;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Takes what cell `count` came to. A `_` that a cell declared stays what the user made it. */
  keep(code: string, count: number, result: CellResult): void {
    if (ownUnderscore.test(code)) this.#isUnderscoreTheirs = true;
    if (result.status === "ok" && result.value !== undefined) {
      if (!this.#isUnderscoreTheirs) this.#session.define("_", result.value);
      this.#numbered.set(`_${count}`, result.value);
      const [oldest] = this.#numbered.keys();
      if (this.#numbered.size > maxValues && oldest !== undefined) this.#numbered.delete(oldest);
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
      if (!this.#numbered.has(name)) continue;
      this.#session.define(name, this.#numbered.get(name), "any");
      this.#numbered.delete(name);
    }
  }
}
