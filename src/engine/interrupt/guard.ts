/** Runs work so that SIGINT stops it, even if it never returns. */
import vm from "node:vm";
import { isPlainError } from "../output/plain-error.js";
import type { InterruptFlag } from "./interrupt.js";

const workKey = Symbol.for("slylab.guarded");
let script: vm.Script | undefined;

/**
 * Runs `work`; returns false if a signal stopped it. Only a `vm` script can be stopped this way, and such a script can
 * reach `work` only through a global.
 */
export function runGuarded(flag: InterruptFlag, work: () => void): boolean {
  script ??= new vm.Script('globalThis[Symbol.for("slylab.guarded")]()');
  const inside = () => {
    // The guard installed last gets a signal first. The watch thread lets a cell reach a place where it can stop; this
    // guard would terminate it anywhere, possibly inside a front end's own code.
    flag.listenFirst();
    work();
  };
  Object.defineProperty(globalThis, workKey, { value: inside, configurable: true });
  flag.setGuarded(true);
  try {
    script.runInThisContext({ breakOnSigint: true, displayErrors: false });
    return true;
  } catch (error) {
    if (isPlainError(error) && "code" in error && error.code === "ERR_SCRIPT_EXECUTION_INTERRUPTED") return false;
    throw error;
  } finally {
    flag.setGuarded(false);
    Reflect.deleteProperty(globalThis, workKey);
  }
}
