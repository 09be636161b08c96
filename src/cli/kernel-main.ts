/**
 * What the kernelspec starts. Built as CommonJS: that begins to run before Node has set up its loader of modules, so that
 * the sockets' thread comes up meanwhile.
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
