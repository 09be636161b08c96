/** What can be wrong with a request, in the server's own words; `answer.ts` gives each its HTTP form. */
export type Fault =
  | { readonly kind: "unauthorized"; readonly message?: string }
  | { readonly kind: "forbidden"; readonly message: string }
  | { readonly kind: "missing"; readonly message: string }
  | { readonly kind: "invalid"; readonly message: string; readonly issues: readonly Issue[] }
  | { readonly kind: "taken"; readonly what: string; readonly holders: readonly NameOwner[] }
  | { readonly kind: "too_large"; readonly message: string }
  | { readonly kind: "busy"; readonly message: string; readonly retryAfterSeconds: number }
  | { readonly kind: "unavailable"; readonly message: string; readonly retryAfterSeconds: number | undefined };

/** One field that was not accepted. */
export interface Issue {
  /** Where it is, for example `meta.classes.0`; empty for the body as a whole. */
  readonly path: string;
  readonly message: string;
  readonly type: string;
}

/** The thing that has a name which was asked for. */
export interface NameOwner {
  readonly name: string;
  readonly id: number;
}

/** Ends a request: thrown by rules and stores, answered by the app. */
export class Problem extends Error {
  readonly fault: Fault;

  constructor(fault: Fault) {
    super("message" in fault ? fault.message : fault.kind);
    this.name = "Problem";
    this.fault = fault;
  }
}

/** The token is not known, or its account is disabled: `message` says so. */
export function unauthorized(message?: string): Problem {
  return new Problem({ kind: "unauthorized", ...(message === undefined ? {} : { message }) });
}

/** The account may not do this. */
export function forbidden(message: string): Problem {
  return new Problem({ kind: "forbidden", message });
}

/** There is no such thing. */
export function missing(what: string, id: number | string): Problem {
  return new Problem({ kind: "missing", message: `${what} ${id} not found` });
}

/** There was such a thing, and it is archived. */
export function archived(what: string, id: number): Problem {
  return new Problem({ kind: "missing", message: `${what} ${id} is archived` });
}

/** One field is wrong. */
export function invalid(path: string, message: string, type = "any.invalid"): Problem {
  return new Problem({ kind: "invalid", message, issues: [{ path, message, type }] });
}

/** The names are in use by the things with these ids. */
export function taken(what: string, ...holders: readonly NameOwner[]): Problem {
  return new Problem({ kind: "taken", what, holders });
}

/** It is too much just now. */
export function busy(message: string, retryAfterSeconds: number): Problem {
  return new Problem({ kind: "busy", message, retryAfterSeconds });
}

/** The body is larger than it may be. */
export function tooLarge(message: string): Problem {
  return new Problem({ kind: "too_large", message });
}

/** The server cannot do this now. Without `retryAfterSeconds` trying again does not help. */
export function unavailable(message: string, retryAfterSeconds?: number): Problem {
  return new Problem({ kind: "unavailable", message, retryAfterSeconds });
}
