import type { Readable } from "node:stream";
import type { z } from "zod";
import type { Account } from "../users/account-store.js";
import type { UploadedPart } from "./upload.js";

/** One request to a method: who asks, and when. */
export interface Call {
  readonly account: Account;
  /** The labeling job that the request is made within, from its `x-job-id` header; undefined without one. */
  readonly jobId: number | undefined;
  /** The time of this call's writes, ISO 8601: read from the clock once, at the first use. */
  now(): string;
  /** This instance's address as the client knows it, for example `http://127.0.0.1:8321`. */
  readonly origin: string;
}

/** What is decided before a method's body is read. */
export interface Admission {
  /** How large a JSON body may be, see `Limits`; `none` is never read. Default: `json`. */
  readonly body?: "none" | "json" | "list" | "annotation";
  /** Throws if the account may not call the method at all, whatever the body says. */
  readonly admit?: (account: Account) => void;
}

/** A method that takes and gives JSON, or gives {@link Bytes}. */
export interface JsonMethod extends Admission {
  readonly kind: "json";
  readonly input: z.ZodType;
  handle(call: Call, input: unknown): unknown;
}

/** A method that takes a body of several parts. */
export interface MultipartMethod extends Omit<Admission, "body"> {
  readonly kind: "multipart";
  handle(call: Call, parts: readonly UploadedPart[]): unknown;
}

/** A body that is read while it comes in. */
export interface StreamedBody {
  readonly contentType: string;
  readonly chunks: AsyncIterable<Buffer>;
}

/** A method whose body may be larger than memory; its input is the query alone. */
export interface StreamMethod extends Pick<Admission, "admit"> {
  readonly kind: "stream";
  readonly input: z.ZodType;
  handle(call: Call, input: unknown, body: StreamedBody): Promise<unknown>;
}

/** A method of the API: what it takes and what it does. */
export type Method = JsonMethod | MultipartMethod | StreamMethod;

/** Methods by the names that travel, for example `jobs.list`. */
export type Methods = Readonly<Record<string, Method>>;

/** Binds a method's input to the schema that makes it. A large body needs an `admit`. */
export function method<S extends z.ZodType>(
  input: S,
  handle: (call: Call, input: z.output<S>) => unknown,
  admission: Admission = {},
): JsonMethod {
  return { kind: "json", input, handle: (call, parsed) => handle(call, parsed as z.output<S>), ...admission };
}

/** A method that files are sent to. `admit` is asked before any of them is received. */
export function multipartMethod(
  handle: MultipartMethod["handle"],
  admit: NonNullable<Admission["admit"]>,
): MultipartMethod {
  return { kind: "multipart", handle, admit };
}

/** A method that large files are sent to. */
export function streamMethod<S extends z.ZodType>(
  input: S,
  handle: (call: Call, input: z.output<S>, body: StreamedBody) => Promise<unknown>,
): StreamMethod {
  return { kind: "stream", input, handle: (call, parsed, body) => handle(call, parsed as z.output<S>, body) };
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

/** An answer that is read from disk while it goes out. */
export interface StreamedFile {
  readonly mime: string;
  /** Bytes of the whole. */
  readonly size: number;
  /** Base64 of the content's SHA-256; undefined for what is made on the way out. */
  readonly hash?: string | undefined;
  /** What a browser calls the file that it saves. */
  readonly name: string;
  /** The bytes from `start` to `end`, both included; undefined if only the whole can be had. */
  readonly part: ((start: number, end: number) => Promise<Readable>) | undefined;
  readonly whole: () => AsyncIterable<Uint8Array>;
}

/** An answer that is a file. */
export class FileAnswer {
  readonly file: StreamedFile;

  constructor(file: StreamedFile) {
    this.file = file;
  }
}
