/** The start commands of the kernels that `slylab run` supports. */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import process from "node:process";
import type { KernelCommand } from "./kernel-process.js";

/**
 * Returns the command of our own kernel.
 *
 * @param script - the script in its kernelspec
 */
export function slylabKernel(script: string, folder: string): KernelCommand {
  const args = [script, "{connection_file}"];
  return { command: process.execPath, args, cwd: folder, isInterruptedBySignal: false };
}

/**
 * Returns the command of stock tslab, resolved from the notebook's folder or else from this package.
 *
 * @throws {Error} tslab is not installed
 */
export function tslabKernel(folder: string): KernelCommand {
  const script = findTslab(join(folder, "notebook.js")) ?? findTslab(import.meta.url);
  if (script === undefined) throw new Error("tslab is not installed: run npm install tslab@1.0.22");
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
