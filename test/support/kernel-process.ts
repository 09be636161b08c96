import { builtKernel } from "./built.js";
import { KernelClient } from "./kernel-client.js";

/** How our own kernel is started: as its kernelspec says. */
export async function kernelCommand(): Promise<{ command: string; args: readonly string[] }> {
  return { command: process.execPath, args: [await builtKernel(), "{connection_file}"] };
}

/** Starts our kernel and waits until it has answered. */
export async function startOwnKernel(env: NodeJS.ProcessEnv = process.env): Promise<KernelClient> {
  const kernel = await KernelClient.start({ ...(await kernelCommand()), env });
  await kernel.ask("kernel_info_request");
  return kernel;
}
