#!/usr/bin/env node
/** The command `slylab`. The prompt and the kernel start before the command line is parsed, since users wait for them. */
import process from "node:process";
import { writeWrapped } from "../base/text/prose.js";
import { useCompileCache } from "./support/compile-cache.js";
import { folderProblem, runtimeProblem } from "./support/runtime.js";

async function main(args: readonly string[]): Promise<void> {
  const [first, second, third, fourth] = args;
  const problem = runtimeProblem() ?? folderProblem();
  if (problem !== undefined) {
    writeWrapped(process.stderr, `slylab: ${problem}`);
    process.exitCode = 1;
    return;
  }
  useCompileCache();
  if (first === undefined && process.stdin.isTTY) {
    const { repl } = await import("./commands/repl.js");
    process.exitCode = await repl({});
  } else if (first === "kernel" && second === "start" && third === "-f" && fourth !== undefined) {
    const { kernelStart } = await import("./commands/kernel-start.js");
    process.exitCode = await kernelStart(fourth, () => import("./kernel-handlers.js"));
  } else {
    const { runProgram } = await import("./program.js");
    const exitCode = await runProgram(args);
    // Keeps an exit code that the user's code has set.
    if (exitCode !== 0) process.exitCode = exitCode;
  }
}

// Not awaited at the top level, which CommonJS does not have.
void main(process.argv.slice(2));
