import process from "node:process";

/** Node's `crypto`, loaded at its first use: that takes 5 ms, in which the sockets listen and clients connect. */
export function crypto(): typeof import("node:crypto") {
  return process.getBuiltinModule("node:crypto");
}
