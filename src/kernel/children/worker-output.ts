/**
 * Loaded first in the worker threads of cells: redirects what bypasses `process.stdout` there. Bundled alone as
 * `dist/kernel/worker-output.cjs`.
 */
import { writeSync } from "node:fs";
import process from "node:process";
import { getEnvironmentData, isMainThread } from "node:worker_threads";
import { descriptorsKey, redirectOutput } from "./redirect.js";

/** The real function: the imported one is replaced. */
const write = writeSync;

// The thread's own arguments, as the code that started it gave them.
const preloadAt = isMainThread ? -1 : process.execArgv.lastIndexOf("--require");
if (preloadAt >= 0) process.execArgv.splice(preloadAt, 2);

const descriptors: unknown = isMainThread ? undefined : getEnvironmentData(descriptorsKey);
if (Array.isArray(descriptors)) {
  const [stdout, stderr]: readonly unknown[] = descriptors;
  if (typeof stdout === "number" && typeof stderr === "number") redirect(stdout, stderr);
}

function redirect(stdout: number, stderr: number): void {
  const output = { before: () => undefined, descriptors: () => [stdout, stderr] as const, after: () => undefined };
  redirectOutput(output, (name, bytes) => {
    const descriptor = name === "stdout" ? stdout : stderr;
    for (let from = 0; from < bytes.length; ) from += write(descriptor, bytes, from);
  });
}
