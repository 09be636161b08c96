/** Ends a command. */
import { Socket } from "node:net";
import process from "node:process";
import { setImmediate, setTimeout } from "node:timers/promises";

/**
 * Exits with `exitCode` as soon as nothing is pending; Node itself would take 90 ms longer, to finish compiling its
 * HTTP parser. Pending work, for example a timer of the user, is waited for.
 */
export async function leave(exitCode: number): Promise<void> {
  // Keeps an exit code that the user's code has set.
  if (exitCode !== 0) process.exitCode = exitCode;
  // A client closes its sockets one turn after the last answer.
  await setImmediate();
  if (process.listenerCount("beforeExit") > 0 || !isIdle(process.getActiveResourcesInfo())) return;
  // An immediate would keep the loop alive.
  await setTimeout(1);
  if (!isLoopAlive()) process.exit();
}

/** Whether anything is pending; the list of resources lacks threads, compression, cryptography and native packages. */
function isLoopAlive(): boolean {
  Reflect.set(process.report, "excludeNetwork", true);
  const handles: unknown = Reflect.get(process.report.getReport(), "libuv");
  const loop: unknown = Array.isArray(handles) ? handles.find((handle) => handle.type === "loop") : undefined;
  return typeof loop !== "object" || loop === null || Reflect.get(loop, "is_active") !== false;
}

/** Whether only the standard streams are open. */
function isIdle(active: readonly string[]): boolean {
  const sockets = [process.stdout, process.stderr].filter((stream) => stream instanceof Socket);
  return active.length <= sockets.length && active.every((name) => name === "PipeWrap" || name === "TTYWrap");
}
