/** Reads errors without running code of the user. */
import { types } from "node:util";

/** Whether `value` is an error whose properties can be read without running traps of a Proxy. */
export function isReadableError(value: unknown): value is Error {
  return !types.isProxy(value) && value instanceof Error;
}

/** Returns the name of an error; that of its class for a subclass that does not set one. */
export function nameOf(error: Error): string {
  const name = typeof error.name === "string" && error.name !== "" ? error.name : "Error";
  const className: unknown = error.constructor?.name;
  return name === "Error" && typeof className === "string" && className !== "" ? className : name;
}
