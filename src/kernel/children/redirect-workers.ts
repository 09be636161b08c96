import { syncBuiltinESMExports } from "node:module";
import { dirname, sep } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import threads from "node:worker_threads";
import { errorCode } from "../../base/error-code.js";
import { packageFile } from "../../base/files/package-file.js";
import { type ChildOutput, descriptorsKey } from "./redirect.js";

const preload = packageFile("dist/kernel/worker-output.cjs");

/**
 * Makes the worker threads of cells redirect their output too: each thread has its own `fs` and `child_process`, so it
 * loads `worker-output.cjs` first. Their `console` output passes through the main thread's streams.
 */
export function redirectWorkers(output: Pick<ChildOutput, "descriptors">): void {
  threads.Worker = new Proxy(threads.Worker, {
    construct(worker, [file, options, ...rest], newTarget) {
      if (isOwnFile(file)) return Reflect.construct(worker, [file, options, ...rest], newTarget);
      threads.setEnvironmentData(descriptorsKey, [...(output.descriptors() ?? [])]);
      try {
        return Reflect.construct(worker, [file, withPreload(options), ...rest], newTarget);
      } catch (reason) {
        // Options of the kernel's process that a worker does not accept.
        if (errorCode(reason) !== "ERR_WORKER_INVALID_EXEC_ARGV") throw reason;
        return Reflect.construct(worker, [file, options, ...rest], newTarget);
      }
    },
  });
  syncBuiltinESMExports();
}

function withPreload(options: unknown): object {
  const workerOptions: Readonly<Record<string, unknown>> =
    typeof options === "object" && options !== null ? { ...options } : {};
  const execArgv = Array.isArray(workerOptions.execArgv) ? workerOptions.execArgv : process.execArgv;
  return { ...workerOptions, execArgv: [...execArgv, "--require", preload] };
}

function isOwnFile(file: unknown): boolean {
  const path = file instanceof URL ? fileURLToPath(file) : file;
  return typeof path === "string" && path.startsWith(dirname(dirname(preload)) + sep);
}
