import process from "node:process";

/** Loads Node's `crypto` at its first use: loading takes 5 ms, which would delay the start of the sockets. */
export function crypto(): typeof import("node:crypto") {
  return process.getBuiltinModule("node:crypto");
}
