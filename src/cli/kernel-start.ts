/** `slylab kernel start`: what Jupyter calls. Apart from the other commands, since every millisecond is waited for. */
import { startKernel } from "../kernel/kernel.js";
import { ownFile } from "../own-file.js";
import { version } from "../version.js";
import { openCliSession } from "./session.js";

/** Runs the kernel until it is shut down; gives the exit code. */
export async function kernelStart(connectionFile: string): Promise<number> {
  const session = openCliSession();
  // First of all: the checker comes up in its own process, and the first cell waits for it longer than for anything else.
  session.warmUp();
  try {
    return await startKernel({ connectionFile, session, sockets: ownFile("dist/kernel/sockets.cjs"), version });
  } catch (error) {
    return (await import("./failure.js")).reportFailure(error);
  }
}
