import type { Readable } from "node:stream";
import type { z } from "zod";
import type { Account } from "../users/account-store.js";
import type { UploadedPart } from "./upload.js";

/** One request to a method. */
export interface Call {
  readonly account: Account;
  /** Id of the labeling job of the request, from its `x-job-id` header; undefined without one. */
  readonly jobId: number | undefined;
  /** Returns the time of this call's writes, ISO 8601. Reads the clock once, at the first use. */
  now(): string;
  /** Address of this instance in the request, for example `http://127.0.0.1:8321`. */
  readonly origin: string;
}

/** Checks that happen before a method's body is read. */
export interface Admission {
  /** Limit for the size of the JSON body, see `Limits`; `none` is never read. Default: `json`. */
  readonly body?: "none" | "json" | "list" | "annotation";
  /** Throws if the account may not call the method with any body. */
  readonly admit?: (account: Account) => void;
}

/** A method that takes JSON and returns JSON or {@link Bytes}. */
export interface JsonMethod extends Admission {
  readonly kind: "json";
  readonly input: z.ZodType;
  handle(call: Call, input: unknown): unknown;
}

/** A method that takes a multipart body. */
export interface MultipartMethod extends Omit<Admission, "body"> {
  readonly kind: "multipart";
  handle(call: Call, parts: readonly UploadedPart[]): unknown;
}

/** A body that is read while it arrives. */
export interface StreamedBody {
  readonly contentType: string;
  readonly chunks: AsyncIterable<Buffer>;
}

/** A method whose body may be larger than memory; its only input is the query. */
export interface StreamMethod extends Pick<Admission, "admit"> {
  readonly kind: "stream";
  readonly input: z.ZodType;
  handle(call: Call, input: unknown, body: StreamedBody): Promise<unknown>;
}

/** A method of the API. */
export type Method = JsonMethod | MultipartMethod | StreamMethod;

/** Methods by name, for example `jobs.list`. */
export type Methods = Readonly<Record<string, Method>>;

/** Creates a method from the schema of its input. Methods with large bodies need an `admit`. */
export function method<S extends z.ZodType>(
  input: S,
  handle: (call: Call, input: z.output<S>) => unknown,
  admission: Admission = {},
): JsonMethod {
  return { kind: "json", input, handle: (call, parsed) => handle(call, parsed as z.output<S>), ...admission };
}

/** Creates a method for uploads. `admit` is called before any file is received. */
export function multipartMethod(
  handle: MultipartMethod["handle"],
  admit: NonNullable<Admission["admit"]>,
): MultipartMethod {
  return { kind: "multipart", handle, admit };
}

/** Creates a method for large uploads. */
export function streamMethod<S extends z.ZodType>(
  input: S,
  handle: (call: Call, input: z.output<S>, body: StreamedBody) => Promise<unknown>,
): StreamMethod {
  return { kind: "stream", input, handle: (call, parsed, body) => handle(call, parsed as z.output<S>, body) };
}

/** The empty response. */
export const nothing = Object.freeze({});

/** A response that is not JSON. */
export class Bytes {
  readonly mime: string;
  readonly bytes: Uint8Array;

  constructor(mime: string, bytes: Uint8Array) {
    this.mime = mime;
    this.bytes = bytes;
  }
}

/** A file that is read from disk while it is sent. */
export interface StreamedFile {
  readonly mime: string;
  /** Size of the whole file in bytes. */
  readonly size: number;
  /** SHA-256 of the content, in base64; undefined for content that is generated while it is sent. */
  readonly hash?: string | undefined;
  /** File name that browsers suggest for saving. */
  readonly name: string;
  /** Reads the bytes from `start` to `end`, inclusive; undefined if only the whole file is available. */
  readonly readRange: ((start: number, end: number) => Promise<Readable>) | undefined;
  readonly readAll: () => AsyncIterable<Uint8Array>;
}

/** A response that is a file. */
export class FileResult {
  readonly file: StreamedFile;

  constructor(file: StreamedFile) {
    this.file = file;
  }
}
