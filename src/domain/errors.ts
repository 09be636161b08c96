import { stackOfCaller } from "../base/own-frames.js";
import { type DisplayModel, display, type ErrorModel, type TableModel } from "./display/display.js";
import { showInHosts } from "./display/host-forms.js";

/** The code of each subclass of {@link SlylabError}. Unlike `instanceof`, it also works across two copies of slylab. */
export type ErrorCode =
  | "config"
  | "argument"
  | "no_result"
  | "connection"
  | "timeout"
  | "api"
  | "auth"
  | "not_found"
  | "conflict"
  | "invalid"
  | "rate_limit"
  | "server"
  | "contract"
  | "job_state"
  | "chain"
  | "bulk";

/** Options of every slylab error. */
export interface ErrorDetails {
  /** The most useful next step. */
  readonly hint?: string | undefined;
  /** The error that caused this one. */
  readonly cause?: unknown;
}

/** The base class of every error that slylab throws: what failed, a hint, and the cause. */
export abstract class SlylabError extends Error {
  static {
    showInHosts(SlylabError, { inspect: false });
  }

  /** The kind of error; the same in every copy of slylab. */
  abstract readonly code: ErrorCode;
  /** The most useful next step; undefined if there is none. */
  readonly hint: string | undefined;

  constructor(message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    recordStack(this);
    this.stack = stackOfCaller(this.stack ?? this.name);
    this.hint = details.hint;
    // `util.inspect` prints enumerable own properties, even undefined ones.
    if (details.hint === undefined) Object.defineProperty(this, "hint", { enumerable: false });
  }

  /** Builds the display model; subclasses add parts. */
  [display](): DisplayModel {
    const model: ErrorModel = { kind: "error", name: this.name, message: this.message };
    return this.hint === undefined ? model : { ...model, hint: this.hint };
  }
}

/** Records more frames than V8 by default: its ten may all be slylab's own. */
function recordStack(error: Error): void {
  const limit = Error.stackTraceLimit;
  if (!(limit > 0)) return;
  Error.stackTraceLimit = limit + 20;
  Error.captureStackTrace(error);
  Error.stackTraceLimit = limit;
}

/** An option or environment variable is missing or invalid; thrown before any I/O. */
export class ConfigError extends SlylabError {
  /** Always `config`. */
  readonly code = "config";
  /** The option or variable, for example `API_TOKEN`. */
  readonly option: string;
  /** The place of the setting, for example `local.env:3` or `the environment`. */
  readonly source: string;

  constructor(message: string, details: ErrorDetails & { option: string; source: string }) {
    super(message, details);
    this.option = details.option;
    this.source = details.source;
  }
}

/** An argument is invalid; thrown by the call itself, before anything is sent. */
export class ArgumentError extends SlylabError {
  /** Always `argument`. */
  readonly code = "argument";
  /** Name of the called method. */
  readonly method: string;
  /** Name of the argument. */
  readonly argument: string;

  constructor(message: string, details: ErrorDetails & { method: string; argument: string }) {
    super(message, details);
    this.method = details.method;
    this.argument = details.argument;
  }
}

/** Creates the error of an invalid argument; `what` is the message without the name of the method. */
export function badArgument(
  method: string,
  argument: string,
  what: string,
  hint?: string,
  cause?: unknown,
): ArgumentError {
  return new ArgumentError(`${method}: ${what}`, { method, argument, hint, cause });
}

/** Makes an argument error name `method` instead of the method that checked the argument. */
export function renameMethod(error: ArgumentError, method: string): void {
  const message = `${method}: ${messageWithoutMethod(error)}`;
  const stack = error.stack?.replace(error.message, () => message);
  Object.assign(error, { method, message, stack });
}

/** Returns a message without the name of the method that it starts with. */
export function messageWithoutMethod(error: Error): string {
  const prefix = "method" in error && typeof error.method === "string" ? `${error.method}: ` : "";
  return prefix !== "" && error.message.startsWith(prefix) ? error.message.slice(prefix.length) : error.message;
}

/** Exactly one result was expected, but none or several were found. */
export class NoResultError extends SlylabError {
  /** Always `no_result`. */
  readonly code = "no_result";
  /** Description of the lookup. */
  readonly query: string;
  /** Number of results: 0, or 2 and more. */
  readonly count: number;

  constructor(message: string, details: ErrorDetails & { query: string; count: number }) {
    super(message, details);
    this.query = details.query;
    this.count = details.count;
  }
}

/** Creates the error of a lookup that found nothing. */
export function noResult(message: string, query: string, hint: string): NoResultError {
  return new NoResultError(message, { query, count: 0, hint });
}

/** The connection was refused, reset, or closed before the complete response arrived. */
export class ConnectionError extends SlylabError {
  /** Always `connection`. */
  readonly code = "connection";
  /** The API method, for example `jobs.list`. */
  readonly method: string;
  /** URL that was called. */
  readonly url: string;
  /** Number of times the request was sent. */
  readonly attempts: number;

  constructor(message: string, details: ErrorDetails & { method: string; url: string; attempts: number }) {
    super(message, details);
    this.method = details.method;
    this.url = details.url;
    this.attempts = details.attempts;
  }
}

/** An attempt, a call or a wait ran out of time. */
export class TimeoutError extends SlylabError {
  /** Always `timeout`. */
  readonly code = "timeout";
  /** The time limit, in milliseconds. */
  readonly timeout: number;
  /** State at the last check, for example `{ 37: "in_progress" }`; undefined for a single call. */
  readonly lastSeen: unknown;

  constructor(message: string, details: ErrorDetails & { timeout: number; lastSeen?: unknown }) {
    super(message, details);
    this.timeout = details.timeout;
    this.lastSeen = details.lastSeen;
  }
}

/** An invalid field of a request or a response. */
export interface FieldIssue {
  /** Path of the field, for example `meta.classes.0`. */
  readonly path: string;
  /** What is wrong. */
  readonly message: string;
}

/** Options of {@link ApiError}. */
export interface ApiErrorDetails extends ErrorDetails {
  /** HTTP status of the response. */
  readonly status: number;
  /** Method of the API that was called. */
  readonly method: string;
  /** `details` of the response body, unchanged. */
  readonly detail?: unknown;
  /** Invalid fields reported by the server. Default: none. */
  readonly issues?: readonly FieldIssue[] | undefined;
  /** Number of times the request was sent. Default: 1. */
  readonly attempts?: number | undefined;
  /** When the server permits another request, in milliseconds from now. */
  readonly retryAfterMs?: number | undefined;
}

/** The server answered with a status other than 200. */
export class ApiError extends SlylabError {
  /** The kind of response: `auth`, `not_found`, `conflict`, `invalid`, `rate_limit`, `server`, or `api` for any other. */
  readonly code: ErrorCode = "api";
  /** HTTP status of the response. */
  readonly status: number;
  /** Method of the API that was called, for example `jobs.add`. */
  readonly method: string;
  /** Body of the response, unchanged. */
  readonly detail: unknown;
  /** Invalid fields reported by the server; empty if it reported none. */
  readonly issues: readonly FieldIssue[];
  /** Number of times the request was sent. */
  readonly attempts: number;

  constructor(message: string, details: ApiErrorDetails) {
    super(message, details);
    this.status = details.status;
    this.method = details.method;
    this.detail = details.detail;
    this.issues = details.issues ?? [];
    this.attempts = details.attempts ?? 1;
  }
}

/** 401 or 403: the token is invalid, or its account lacks the permission. */
export class AuthError extends ApiError {
  /** Always `auth`. */
  override readonly code = "auth";
}

/** 404: the record does not exist. */
export class NotFoundError extends ApiError {
  /** Always `not_found`. */
  override readonly code = "not_found";
}

/** 400 of type NONUNIQUE: the name is taken. */
export class ConflictError extends ApiError {
  /** Always `conflict`. */
  override readonly code = "conflict";
}

/** Any other 400: the request was rejected; `issues` lists the invalid fields. */
export class InvalidError extends ApiError {
  /** Always `invalid`. */
  override readonly code = "invalid";
}

/** 429: too many requests. */
export class RateLimitError extends ApiError {
  /** Always `rate_limit`. */
  override readonly code = "rate_limit";
  /** Milliseconds until the server permits another request; undefined if the response did not say. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, details: ApiErrorDetails) {
    super(message, details);
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** 5xx: the server failed. */
export class ServerError extends ApiError {
  /** Always `server`. */
  override readonly code = "server";
}

/** The response does not match the schema. */
export class ContractError extends SlylabError {
  /** Always `contract`. */
  readonly code = "contract";
  /** Method of the API that was called. */
  readonly method: string;
  /** Fields that do not match the schema. */
  readonly issues: readonly FieldIssue[];

  constructor(message: string, details: ErrorDetails & { method: string; issues: readonly FieldIssue[] }) {
    super(message, details);
    this.method = details.method;
    this.issues = details.issues;
  }
}

/** A job was stopped, archived or deleted during a wait. */
export class JobStateError extends SlylabError {
  /** Always `job_state`. */
  readonly code = "job_state";
  /** The jobs that ended the wait, each with its status. */
  readonly jobs: readonly { readonly id: number; readonly name: string; readonly status: string }[];

  constructor(
    message: string,
    details: ErrorDetails & {
      jobs: readonly { readonly id: number; readonly name: string; readonly status: string }[];
    },
  ) {
    super(message, details);
    this.jobs = details.jobs;
  }
}

/** A failed item of a bulk operation. */
export interface BulkFailure {
  /** Position among the items, from 0. */
  readonly index: number;
  /** Description of the item, for example the name of an image. */
  readonly item: string;
  /** Why it failed. */
  readonly error: Error;
}

/** Some items of a bulk operation failed. */
export class BulkError extends SlylabError {
  /** Always `bulk`. */
  readonly code = "bulk";
  /** Failed items, each with its error. */
  readonly failures: readonly BulkFailure[];
  /** Positions of the completed items. */
  readonly done: readonly number[];
  /** Positions of the items that were not attempted, because they would have failed in the same way. */
  readonly untried: readonly number[];

  constructor(
    message: string,
    details: ErrorDetails & {
      failures: readonly BulkFailure[];
      done: readonly number[];
      untried: readonly number[];
    },
  ) {
    super(message, details);
    this.failures = details.failures;
    this.done = details.done;
    this.untried = details.untried;
  }

  override [display](): DisplayModel {
    const report: TableModel = {
      kind: "table",
      columns: [
        { title: "Item", kind: "count" },
        { title: "What", kind: "text" },
        { title: "Error", kind: "text" },
      ],
      rows: this.failures.map(({ index, item, error }) => [index, item, error.message]),
    };
    const model: ErrorModel = { kind: "error", name: this.name, message: this.message, parts: [report] };
    return this.hint === undefined ? model : { ...model, hint: this.hint };
  }
}

/** Whether `error` is a {@link SlylabError}, of this copy of slylab or another. */
export function isSlylabError(error: unknown): error is SlylabError {
  return (
    error instanceof SlylabError ||
    (error instanceof Error && typeof (error as { code?: unknown }).code === "string" && display in error)
  );
}
