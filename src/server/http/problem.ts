/** The errors of requests; `error-response.ts` converts them to HTTP responses. */
export type ProblemDetails =
  | { readonly kind: "unauthorized"; readonly message?: string }
  | { readonly kind: "forbidden"; readonly message: string }
  | { readonly kind: "missing"; readonly message: string }
  | { readonly kind: "invalid"; readonly message: string; readonly issues: readonly Issue[] }
  | { readonly kind: "name_taken"; readonly what: string; readonly owners: readonly NameOwner[] }
  | { readonly kind: "too_large"; readonly message: string }
  | { readonly kind: "busy"; readonly message: string; readonly retryAfterSeconds: number }
  | { readonly kind: "unavailable"; readonly message: string; readonly retryAfterSeconds: number | undefined };

/** An invalid field. */
export interface Issue {
  /** Path of the field, for example `meta.classes.0`; empty for the whole body. */
  readonly path: string;
  readonly message: string;
  readonly type: string;
}

/** The record that already has a requested name. */
export interface NameOwner {
  readonly name: string;
  readonly id: number;
}

/** Fails a request. Thrown by rules and stores, and converted to a response by the app. */
export class Problem extends Error {
  readonly details: ProblemDetails;

  constructor(details: ProblemDetails) {
    super("message" in details ? details.message : details.kind);
    this.name = "Problem";
    this.details = details;
  }
}

/** The token is invalid, or its account is disabled, which `message` states. */
export function unauthorized(message?: string): Problem {
  return new Problem({ kind: "unauthorized", ...(message === undefined ? {} : { message }) });
}

/** The account lacks the permission. */
export function forbidden(message: string): Problem {
  return new Problem({ kind: "forbidden", message });
}

/** The record does not exist. */
export function missing(what: string, id: number | string): Problem {
  return new Problem({ kind: "missing", message: `${what} ${id} not found` });
}

/** Returns a record. @throws {Problem} it does not exist */
export function found<T>(what: string, id: number | string, record: T | undefined): T {
  if (record === undefined) throw missing(what, id);
  return record;
}

/** The record is archived. */
export function archived(what: string, id: number): Problem {
  return new Problem({ kind: "missing", message: `${what} ${id} is archived` });
}

/** One field is invalid. */
export function invalid(path: string, message: string, type = "any.invalid"): Problem {
  return new Problem({ kind: "invalid", message, issues: [{ path, message, type }] });
}

/** The names are already used by other records. */
export function nameTaken(what: string, ...owners: readonly NameOwner[]): Problem {
  return new Problem({ kind: "name_taken", what, owners });
}

/** Too many requests. */
export function busy(message: string, retryAfterSeconds: number): Problem {
  return new Problem({ kind: "busy", message, retryAfterSeconds });
}

/** The body is too large. */
export function tooLarge(message: string): Problem {
  return new Problem({ kind: "too_large", message });
}

/** The server cannot do this now. Without `retryAfterSeconds`, retrying does not help. */
export function unavailable(message: string, retryAfterSeconds?: number): Problem {
  return new Problem({ kind: "unavailable", message, retryAfterSeconds });
}
