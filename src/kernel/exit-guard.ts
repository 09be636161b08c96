/** Handles process exits other than the kernel's own shutdown, since Node would wait for the sockets' threads forever. */
import { writeSync } from "node:fs";
import process from "node:process";

/**
 * Logs errors outside of cells that nothing else handles, for example while the session closes, and makes
 * `process.reallyExit` kill the process. Returns a function that restores `reallyExit`; the logging continues until the
 * process ends.
 */
export function guardExits(): () => void {
  process.on("uncaughtException", (thrown) => logUnhandled("uncaughtException", thrown));
  process.on("unhandledRejection", (thrown) => logUnhandled("unhandledRejection", thrown));
  const before: unknown = Reflect.get(process, "reallyExit");
  Reflect.set(process, "reallyExit", () => process.kill(process.pid, "SIGKILL"));
  return () => Reflect.set(process, "reallyExit", before);
}

/** Writes an internal error to the kernel's log. */
export function logError(reason: unknown): void {
  writeSync(2, `slylab kernel: ${reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)}\n`);
}

function logUnhandled(event: "uncaughtException" | "unhandledRejection", thrown: unknown): void {
  if (process.listenerCount(event) === 1) logError(thrown);
}
