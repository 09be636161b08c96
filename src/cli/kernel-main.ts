/**
 * The kernelspec's entry point. A CommonJS file, which starts before Node has set up its ES module loader, so that the
 * sockets' thread starts earlier.
 */
import process from "node:process";
import { useCompileCache } from "./support/compile-cache.js";

const [, , connectionFile = ""] = process.argv;
useCompileCache();
start().then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (reason) => {
    process.stderr.write(`slylab kernel: ${String(reason)}\n`);
    process.exitCode = 1;
  },
);

async function start(): Promise<number> {
  const { kernelStart } = await import("./commands/kernel-start.js");
  return kernelStart(connectionFile, () => import("./kernel-handlers.js"));
}
