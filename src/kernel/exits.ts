/** Ways out of the process other than the end of the kernel: Node waits for the sockets' threads without end there. */
import { writeSync } from "node:fs";
import process from "node:process";

/**
 * Logs what is thrown outside of a cell while nothing else handles it, as when the session is closed, and makes
 * `process.reallyExit` kill the process. Returns what puts `reallyExit` back; the log stays until the process ends.
 */
export function guardExits(): () => void {
  process.on("uncaughtException", (thrown) => logUnhandled("uncaughtException", thrown));
  process.on("unhandledRejection", (thrown) => logUnhandled("unhandledRejection", thrown));
  const before: unknown = Reflect.get(process, "reallyExit");
  Reflect.set(process, "reallyExit", () => process.kill(process.pid, "SIGKILL"));
  return () => Reflect.set(process, "reallyExit", before);
}

/** Writes an internal error to the log of the kernel. */
export function logFault(reason: unknown): void {
  writeSync(2, `slylab kernel: ${reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)}\n`);
}

function logUnhandled(event: "uncaughtException" | "unhandledRejection", thrown: unknown): void {
  if (process.listenerCount(event) === 1) logFault(thrown);
}
