#!/usr/bin/env node
/** The command `slylab`. Without arguments it goes straight to the prompt: nothing else is loaded before it. */
import process from "node:process";

const words = process.argv.slice(2);
if (words.length === 0 && process.stdin.isTTY) {
  const { repl } = await import("./repl.js");
  process.exitCode = await repl({});
} else {
  const { runProgram } = await import("./program.js");
  process.exitCode = await runProgram(words);
}
