/** `slylab kernel start`: what Jupyter calls. Apart from the other commands, since every millisecond is waited for. */
import { startKernel } from "../kernel/kernel.js";
import { version } from "../version.js";

/** Runs the kernel until it is shut down; gives the exit code. */
export async function kernelStart(connectionFile: string): Promise<number> {
  try {
    return await startKernel({
      connectionFile,
      version,
      // The engine is not needed to listen: its load comes after the sockets'.
      openSession: async () => (await import("./session.js")).openCliSession(),
    });
  } catch (error) {
    return (await import("./failure.js")).reportFailure(error);
  }
}
