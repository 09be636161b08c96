import type { z } from "zod";
import { fileErrorText, isDiskError } from "../../domain/file-error.js";
import { type Issue, type NameOwner, Problem } from "./problem.js";

/** An error response: a status and a body in the API's format. */
export interface ErrorResponse {
  readonly status: 400 | 401 | 403 | 404 | 413 | 429 | 500 | 503 | 507;
  readonly body: { readonly error: string; readonly details: unknown };
  readonly headers?: Readonly<Record<string, string>>;
}

/** Converts any error of a request to its response. */
export function errorResponse(error: unknown): ErrorResponse {
  if (isDiskError(error)) {
    const message = `the instance cannot write its data: ${fileErrorText(error)}; the request was not saved`;
    return { status: 507, body: { error: message, details: null } };
  }
  if (!(error instanceof Problem)) {
    return { status: 500, body: { error: "Internal server error", details: null } };
  }
  const { details: problem } = error;
  switch (problem.kind) {
    case "unauthorized":
      return {
        status: 401,
        body: { error: "Unauthorized", details: problem.message === undefined ? null : { message: problem.message } },
      };
    case "forbidden":
      return { status: 403, body: { error: "Access denied", details: { message: problem.message } } };
    case "missing":
      return { status: 404, body: { error: "Not found", details: { message: problem.message } } };
    case "too_large":
      return { status: 413, body: { error: "Payload too large", details: { message: problem.message } } };
    case "invalid":
      return { status: 400, body: { error: problem.message, details: problem.issues } };
    case "name_taken":
      return { status: 400, body: nameTakenBody(problem) };
    case "unavailable":
      return {
        status: 503,
        body: { error: "Service unavailable", details: { message: problem.message } },
        ...(problem.retryAfterSeconds === undefined
          ? {}
          : { headers: { "retry-after": `${problem.retryAfterSeconds}` } }),
      };
    case "busy":
      return {
        status: 429,
        body: { error: "Too many requests", details: { message: problem.message } },
        headers: { "retry-after": String(problem.retryAfterSeconds) },
      };
  }
}

function nameTakenBody({ what, owners }: { what: string; owners: readonly NameOwner[] }): ErrorResponse["body"] {
  // The API calls a team a group here.
  const title = what === "groups" ? "Group" : what.charAt(0).toUpperCase() + what.slice(1);
  return {
    error: `${what} already exists`,
    details: {
      type: "NONUNIQUE",
      errors: owners.map(({ name, id }) => ({ name, id, message: `${title} with name "${name}" already exists` })),
    },
  };
}

const maxIssues = 100;

/** Converts schema errors to a problem with the path of each field. */
export function invalidInput(error: z.ZodError): Problem {
  // Bounded, since a long list of invalid items has as many issues.
  const issues = error.issues.slice(0, maxIssues).map(
    (issue): Issue => ({
      // The path of an unknown field is that of the field, not of its object.
      path: pathOf([...issue.path, ...(issue.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [])]),
      message: wordsOf(issue.message),
      type: `any.${issue.code}`,
    }),
  );
  const [first] = error.issues;
  return new Problem({ kind: "invalid", message: first === undefined ? "Validation error" : sentence(first), issues });
}

function sentence(issue: z.core.$ZodIssue): string {
  const message = wordsOf(issue.message);
  const path = pathOf(issue.path);
  if (path === "" && issue.code === "unrecognized_keys") return message;
  return `"${path || "body"}": ${message}`;
}

function pathOf(path: readonly PropertyKey[]): string {
  return path.map(String).join(".");
}

/** Shortens the message of a schema error. */
export function wordsOf(message: string): string {
  return message
    .replace(/^Invalid input: /, "")
    .replace(/^expected nonoptional, received undefined$/, "is missing, expected a value")
    .replace(/^expected (.+), received undefined$/, "is missing, expected $1");
}
