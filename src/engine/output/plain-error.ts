import { types } from "node:util";

/** Whether `value` is an error whose properties can be read without running traps of a Proxy. */
export function isPlainError(value: unknown): value is Error {
  return !types.isProxy(value) && value instanceof Error;
}
