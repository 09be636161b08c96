/** `slylab kernel start`. Apart from the other commands, since every millisecond is waited for. */
import process from "node:process";
import { packageFile } from "../../base/package-file.js";
import { startKernel } from "../../kernel/kernel.js";
import { version } from "../../version.js";
import { ignoreClosedPipes } from "../support/closed-pipe.js";

/**
 * Runs the kernel until it is shut down, then ends the process: timers, sockets and child processes of cells may be
 * left. Returns only where the kernel could not start. The caller imports the parts, since the kernelspec's
 * bundle leaves that file out by its path as written.
 */
export async function kernelStart(
  connectionFile: string,
  load: () => Promise<typeof import("../kernel-handlers.js")>,
): Promise<number> {
  ignoreClosedPipes();
  // The parts replace it: a call in a cell ends the kernel in order.
  const exit = process.exit.bind(process);
  try {
    const exitCode = await startKernel({
      connectionFile,
      openHandlers: async (options) => (await load()).openHandlers(options),
      sockets: packageFile("dist/kernel/sockets.cjs"),
      version,
    });
    return exit(exitCode);
  } catch (error) {
    return (await load()).reportFailure(error);
  }
}
