/** The built package, as users run it, with its workers and child processes. */
import { execFile } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../", import.meta.url));

let cli: Promise<string> | undefined;

/** The path of the built command line; builds it first if a source is newer than the last build. Checks once per process. */
export function builtCli(): Promise<string> {
  cli ??= build();
  return cli;
}

async function build(): Promise<string> {
  await run(process.execPath, [join(root, "build.mjs")], { cwd: root });
  return join(root, "dist", "cli", "main.js");
}

/** The path of the program that the kernelspec starts. */
export async function builtKernel(): Promise<string> {
  return join(dirname(await builtCli()), "kernel.cjs");
}
