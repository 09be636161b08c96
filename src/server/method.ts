import type { z } from "zod";
import type { Account } from "./stores/accounts.js";

/** One request to a method: who asks, and when. */
export interface Call {
  readonly account: Account;
  /** When this call writes: ISO 8601, the same however often it is asked. A call that never asks moves no clock. */
  now(): string;
}

/** Bytes for an answer that is not JSON. */
export interface Bytes {
  readonly mime: string;
  readonly bytes: Uint8Array;
}

/** A method of the API: what it takes and what it does. Its answer is JSON, or bytes where `isBytes` says so. */
export interface Method {
  readonly input: z.ZodType;
  handle(call: Call, input: unknown): unknown;
}

/** Methods by the names that travel, as `jobs.list`. */
export type Methods = Readonly<Record<string, Method>>;

/** Binds a method's input to the schema that makes it. */
export function method<S extends z.ZodType>(input: S, handle: (call: Call, input: z.output<S>) => unknown): Method {
  return { input, handle: (call, parsed) => handle(call, parsed as z.output<S>) };
}

/** The empty answer of a method that only does something. */
export const nothing = Object.freeze({});

/** An answer of bytes. */
export class BytesAnswer implements Bytes {
  readonly mime: string;
  readonly bytes: Uint8Array;

  constructor(mime: string, bytes: Uint8Array) {
    this.mime = mime;
    this.bytes = bytes;
  }
}
