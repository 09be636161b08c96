/** The end of a command that ended by itself. */
import { Socket } from "node:net";
import process from "node:process";
import { setImmediate } from "node:timers/promises";

/**
 * Ends the process with `exitCode` as soon as nothing keeps it. Node by itself would wait some 90 ms longer, for V8 to
 * finish its best code for the HTTP parser. What runs on, as a timer of the user's, is waited for.
 */
export async function leave(exitCode: number): Promise<void> {
  // What the user's code has set stays where we have nothing to say.
  if (exitCode !== 0) process.exitCode = exitCode;
  // A client lets go of its sockets a turn after the last answer.
  await setImmediate();
  if (process.listenerCount("beforeExit") === 0 && isIdle(process.getActiveResourcesInfo())) process.exit();
}

/** Whether there is nothing but the streams that every process has. */
function isIdle(active: readonly string[]): boolean {
  const own = [process.stdout, process.stderr].filter((stream) => stream instanceof Socket);
  return active.length <= own.length && active.every((name) => name === "PipeWrap" || name === "TTYWrap");
}
