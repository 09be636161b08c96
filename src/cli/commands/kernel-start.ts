/** `slylab kernel start`. Apart from the other commands, since every millisecond is waited for. */
import { startKernel } from "../../kernel/kernel.js";
import { ownFile } from "../../own-file.js";
import { version } from "../../version.js";

/**
 * Runs the kernel until it is shut down; returns the exit code. The caller imports the parts, since the kernelspec's
 * bundle leaves that file out by its path as written.
 */
export async function kernelStart(
  connectionFile: string,
  load: () => Promise<typeof import("../kernel-parts.js")>,
): Promise<number> {
  try {
    return await startKernel({
      connectionFile,
      openParts: async (ends) => (await load()).openParts(ends),
      sockets: ownFile("dist/kernel/sockets.cjs"),
      version,
    });
  } catch (error) {
    return (await load()).reportFailure(error);
  }
}
