/** Runs a piece of work so that a SIGINT stops it, even where it never comes back. */
import vm from "node:vm";
import type { InterruptFlag } from "./interrupt.js";

const slot = Symbol.for("slylab.guarded");
let script: vm.Script | undefined;

/**
 * Runs `work` and says whether it came to its end; false if a signal stopped it.
 * Only a script of `vm` can be stopped so, and only a global lends it the work.
 */
export function runGuarded(brake: InterruptFlag, work: () => void): boolean {
  script ??= new vm.Script('globalThis[Symbol.for("slylab.guarded")]()');
  const inside = () => {
    // The guard that began last hears a signal first. A watch lets the cell come to a place where it can stop; the guard
    // cuts it off wherever it is, which may be in the midst of a front end's work.
    brake.yieldToWatch();
    work();
  };
  Object.defineProperty(globalThis, slot, { value: inside, configurable: true });
  brake.setGuarded(true);
  try {
    script.runInThisContext({ breakOnSigint: true, displayErrors: false });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ERR_SCRIPT_EXECUTION_INTERRUPTED") return false;
    throw error;
  } finally {
    brake.setGuarded(false);
    Reflect.deleteProperty(globalThis, slot);
  }
}
