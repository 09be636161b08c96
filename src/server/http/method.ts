import type { z } from "zod";
import type { Account } from "../users/account-store.js";
import type { Part } from "./multipart.js";

/** One request to a method: who asks, and when. */
export interface Call {
  readonly account: Account;
  /** When this call writes: ISO 8601, the same however often it is asked. A call that never asks moves no clock. */
  now(): string;
}

/** A method that takes and gives JSON, or gives {@link Bytes}. */
export interface JsonMethod {
  readonly kind: "json";
  readonly input: z.ZodType;
  handle(call: Call, input: unknown): unknown;
}

/** A method that takes a body of several parts. */
export interface MultipartMethod {
  readonly kind: "multipart";
  handle(call: Call, parts: readonly Part[]): unknown;
}

/** A method of the API: what it takes and what it does. */
export type Method = JsonMethod | MultipartMethod;

/** Methods by the names that travel, as `jobs.list`. */
export type Methods = Readonly<Record<string, Method>>;

/** Binds a method's input to the schema that makes it. */
export function method<S extends z.ZodType>(input: S, handle: (call: Call, input: z.output<S>) => unknown): JsonMethod {
  return { kind: "json", input, handle: (call, parsed) => handle(call, parsed as z.output<S>) };
}

/** A method that files are sent to. */
export function multipartMethod(handle: MultipartMethod["handle"]): MultipartMethod {
  return { kind: "multipart", handle };
}

/** The empty answer of a method that only does something. */
export const nothing = Object.freeze({});

/** An answer that is not JSON. */
export class Bytes {
  readonly mime: string;
  readonly bytes: Uint8Array;

  constructor(mime: string, bytes: Uint8Array) {
    this.mime = mime;
    this.bytes = bytes;
  }
}
