import process from "node:process";

/** Loads Node's `crypto` at its first use: that takes 5 ms, which starting the sockets need not wait for. */
export function crypto(): typeof import("node:crypto") {
  return process.getBuiltinModule("node:crypto");
}
