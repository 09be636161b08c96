/** How the kernels that `slylab run` knows are started. */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import process from "node:process";
import type { KernelCommand } from "./kernel-process.js";

/**
 * Our own kernel.
 *
 * @param script - what its kernelspec starts
 */
export function slylabKernel(script: string, folder: string): KernelCommand {
  const args = [script, "{connection_file}"];
  return { command: process.execPath, args, cwd: folder, isInterruptedBySignal: false };
}

/**
 * Stock tslab, as the notebook's folder finds it, or else as we do.
 *
 * @throws {Error} it is not installed
 */
export function tslabKernel(folder: string): KernelCommand {
  const script = findTslab(join(folder, "notebook.js")) ?? findTslab(import.meta.url);
  if (script === undefined) throw new Error("tslab is not installed here: npm install tslab@1.0.22");
  const args = [script, "kernel", "--config-path", "{connection_file}"];
  return { command: process.execPath, args, cwd: folder, isInterruptedBySignal: true };
}

function findTslab(from: string): string | undefined {
  try {
    return join(dirname(createRequire(from).resolve("tslab/package.json")), "bin", "tslab");
  } catch {
    return undefined;
  }
}
