/** `slylab kernel start`. Apart from the other commands, since every millisecond is waited for. */
import { startKernel } from "../../kernel/kernel.js";
import { ownFile } from "../../own-file.js";
import { version } from "../../version.js";

const load = () => import("../kernel-parts.js");

/** Runs the kernel until it is shut down; gives the exit code. */
export async function kernelStart(connectionFile: string): Promise<number> {
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
