import { type DisplayModel, display, type ErrorModel, type TableModel } from "./display/display.js";
import { showInHosts } from "./display/host-forms.js";

/** The literal code of each class of {@link SlylabError}; guards may test it where `instanceof` meets a second copy. */
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

/** What an error of slylab carries beside its message. */
export interface ErrorDetails {
  /** What to do about it. */
  readonly hint?: string | undefined;
  /** The error that led to this one. */
  readonly cause?: unknown;
}

/** Where slylab's own code is, as frames name it. */
const ownFolder = /^.*\/(?:src|dist)\//.exec(import.meta.url ?? "")?.[0];

/** A stack with the user's frames alone: ours tell nothing of what to do. */
function withoutOwnFrames(stack: string | undefined): string | undefined {
  if (ownFolder === undefined) return stack;
  return stack
    ?.split("\n")
    .filter((line) => !(line.startsWith("    at ") && line.includes(ownFolder)))
    .join("\n");
}

/** The base of every error that slylab throws: what happened with the value, what to do, and why. */
export abstract class SlylabError extends Error {
  static {
    showInHosts(SlylabError, { inspect: false });
  }

  /** Which kind of error it is; the same in every copy of slylab. */
  abstract readonly code: ErrorCode;
  /** What to do next; undefined where nothing useful can be said. */
  readonly hint: string | undefined;

  constructor(message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.stack = withoutOwnFrames(this.stack);
    this.hint = details.hint;
    // Own, enumerable and undefined would be printed by util.inspect beside every error.
    if (details.hint === undefined) Object.defineProperty(this, "hint", { enumerable: false });
  }

  /** The error's own model; subclasses add parts. */
  [display](): DisplayModel {
    const model: ErrorModel = { kind: "error", name: this.name, message: this.message };
    return this.hint === undefined ? model : { ...model, hint: this.hint };
  }
}

/** Options or environment are wrong; thrown before any I/O. */
export class ConfigError extends SlylabError {
  /** Always `config`. */
  readonly code = "config";
  /** The option or variable, as `API_TOKEN`. */
  readonly option: string;
  /** Where it was read, as `local.env:3` or `the environment`. */
  readonly source: string;

  constructor(message: string, details: ErrorDetails & { option: string; source: string }) {
    super(message, details);
    this.option = details.option;
    this.source = details.source;
  }
}

/** A method got an argument that it cannot take; thrown at the call, before anything is sent. */
export class ArgumentError extends SlylabError {
  /** Always `argument`. */
  readonly code = "argument";
  /** Word or method that got the argument. */
  readonly method: string;
  /** Name of the argument. */
  readonly argument: string;

  constructor(message: string, details: ErrorDetails & { method: string; argument: string }) {
    super(message, details);
    this.method = details.method;
    this.argument = details.argument;
  }
}

/** One thing was asked for, and none or several were found. */
export class NoResultError extends SlylabError {
  /** Always `no_result`. */
  readonly code = "no_result";
  /** What was asked for. */
  readonly query: string;
  /** How many were found: 0, or several where one was expected. */
  readonly count: number;

  constructor(message: string, details: ErrorDetails & { query: string; count: number }) {
    super(message, details);
    this.query = details.query;
    this.count = details.count;
  }
}

/** No whole answer came: refused, reset, or cut short. */
export class ConnectionError extends SlylabError {
  /** Always `connection`. */
  readonly code = "connection";
  /** The API method, as `jobs.list`. */
  readonly method: string;
  /** Address that was called. */
  readonly url: string;
  /** How often the request was sent. */
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
  /** What was seen last, as `{ 37: "in_progress" }`; undefined for a single call. */
  readonly lastSeen: unknown;

  constructor(message: string, details: ErrorDetails & { timeout: number; lastSeen?: unknown }) {
    super(message, details);
    this.timeout = details.timeout;
    this.lastSeen = details.lastSeen;
  }
}

/** One field that the server did not accept. */
export interface FieldIssue {
  /** Where it is, as `meta.classes.0`. */
  readonly path: string;
  /** What is wrong. */
  readonly message: string;
}

/** What an {@link ApiError} is made of. */
export interface ApiErrorDetails extends ErrorDetails {
  /** HTTP status of the answer. */
  readonly status: number;
  /** Method of the API that was called. */
  readonly method: string;
  /** The body's `details`, as it came. */
  readonly detail?: unknown;
  /** Fields that the server named. Default: none. */
  readonly issues?: readonly FieldIssue[] | undefined;
  /** How often the request was sent. Default 1. */
  readonly attempts?: number | undefined;
  /** When the server permits another request, in milliseconds from now. */
  readonly retryAfterMs?: number | undefined;
}

/** An answer came, and it was not 200. */
export class ApiError extends SlylabError {
  /** Which kind of answer it was: `auth`, `not_found`, `conflict`, `invalid`, `rate_limit`, `server`, or `api` for any other. */
  readonly code: ErrorCode = "api";
  /** HTTP status of the answer. */
  readonly status: number;
  /** Method of the API that was called, for example `jobs.add`. */
  readonly method: string;
  /** Body of the answer, as the server sent it. */
  readonly detail: unknown;
  /** Fields that the server named, with what is wrong; empty where it named none. */
  readonly issues: readonly FieldIssue[];
  /** How often the request was sent. */
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

/** 401 or 403: the token is not known, or its account has no right to this. */
export class AuthError extends ApiError {
  /** Always `auth`. */
  override readonly code = "auth";
}

/** 404: no such thing. */
export class NotFoundError extends ApiError {
  /** Always `not_found`. */
  override readonly code = "not_found";
}

/** 400 of type NONUNIQUE: the name is taken. */
export class ConflictError extends ApiError {
  /** Always `conflict`. */
  override readonly code = "conflict";
}

/** Any other 400: the request was not accepted; `issues` name the fields. */
export class InvalidError extends ApiError {
  /** Always `invalid`. */
  override readonly code = "invalid";
}

/** 429: too many requests; `retryAfterMs` where the server said when to come back. */
export class RateLimitError extends ApiError {
  /** Always `rate_limit`. */
  override readonly code = "rate_limit";
  /** Milliseconds after which the server permits another request; undefined where it did not say. */
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

/** The answer does not fit its schema. */
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

/** A job was stopped, archived or gone while it was waited for. */
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

/** One item of a bulk work that failed. */
export interface BulkFailure {
  /** Its place among the items, from 0. */
  readonly index: number;
  /** What it is, as an image's name. */
  readonly item: string;
  /** Why it failed. */
  readonly error: Error;
}

/** Some items of a bulk work failed; the others are done. */
export class BulkError extends SlylabError {
  /** Always `bulk`. */
  readonly code = "bulk";
  /** What failed, each with its error. */
  readonly failures: readonly BulkFailure[];
  /** Items that are done, by their place. */
  readonly done: readonly number[];
  /** Items that were not tried, by their place: the failures before them would have been theirs too. */
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

/** Whether `error` is of the family, of this copy of slylab or another. */
export function isSlylabError(error: unknown): error is SlylabError {
  return (
    error instanceof SlylabError ||
    (error instanceof Error && typeof (error as { code?: unknown }).code === "string" && display in error)
  );
}
