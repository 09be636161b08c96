/** `slylab kernel start`: what Jupyter calls. Apart from the other commands, since every millisecond is waited for. */
import type { Session } from "../engine/cell.js";
import { startKernel } from "../kernel/kernel.js";
import { ownFile } from "../own-file.js";
import { version } from "../version.js";

/** Runs the kernel until it is shut down; gives the exit code. */
export async function kernelStart(connectionFile: string): Promise<number> {
  try {
    const sockets = ownFile("dist/kernel/sockets.cjs");
    return await startKernel({ connectionFile, openSession, sockets, version });
  } catch (error) {
    return (await import("./failure.js")).reportFailure(error);
  }
}

async function openSession(): Promise<Session> {
  const { openCliSession } = await import("./session.js");
  const session = openCliSession();
  // At once: the checker comes up in its own process, and the first cell waits for it longer than for anything else.
  session.warmUp();
  return session;
}
