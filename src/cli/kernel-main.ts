/**
 * The kernelspec's entry point. Built as CommonJS, which starts before Node has set up its ES module loader, so that
 * the sockets' thread starts earlier.
 */
import process from "node:process";
import { kernelStart } from "./commands/kernel-start.js";

const [, , connectionFile = ""] = process.argv;
kernelStart(connectionFile, () => import("./kernel-handlers.js")).then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (reason) => {
    process.stderr.write(`slylab kernel: ${String(reason)}\n`);
    process.exitCode = 1;
  },
);
