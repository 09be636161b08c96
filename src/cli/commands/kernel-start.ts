/** `slylab kernel start`. A separate file, so that the kernel's start loads nothing else. */
import process from "node:process";
import { packageFile } from "../../base/files/package-file.js";
import { startKernel } from "../../kernel/kernel.js";
import { version } from "../../version.js";
import { ignoreClosedPipes } from "../support/closed-pipe.js";

/**
 * Runs the kernel until it is shut down, then exits: timers, sockets and child processes of cells may be left. Returns
 * only if the kernel could not start. The caller imports the handlers, since the kernelspec's bundle excludes that file
 * by its path.
 */
export async function kernelStart(
  connectionFile: string,
  load: () => Promise<typeof import("../kernel-handlers.js")>,
): Promise<number> {
  ignoreClosedPipes();
  // The handlers replace `process.exit`, so that a call in a cell shuts the kernel down.
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
