/** Parses the responses of calls. */
import type { ZodType, z } from "zod";
import { safeParse } from "../../base/safe-parse.js";
import { contractError, headerOf } from "./failures.js";
import { decodeParts } from "./multipart.js";
import type { HttpResponse } from "./transport.js";

/** Parses a response as JSON that matches `schema`. */
export function json<S extends ZodType>(method: string, schema: S): (response: HttpResponse) => z.output<S> {
  return (response) => checked(method, schema, parseJson(response));
}

/** Validates a part of a response; `at` is its path, for example `["entities", 3]`. */
export function checked<S extends ZodType>(
  method: string,
  schema: S,
  value: unknown,
  at: readonly PropertyKey[] = [],
): z.output<S> {
  const parsed = safeParse(schema, value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => ({ path: [...at, ...path].join("."), message }));
  throw contractError(method, issues, parsed.error);
}

/** A response with status 200 whose body is not what was requested. */
export class GarbledResponse extends Error {
  /** Whether its content type says that it is not JSON, for example a web page. */
  readonly isOtherType: boolean;

  /** @internal */
  constructor(isOther: boolean) {
    super("expected JSON");
    this.isOtherType = isOther;
  }
}

/** Parses a response as JSON of any shape. @throws {GarbledResponse} it is not JSON */
export function parseJson(response: HttpResponse): unknown {
  try {
    return JSON.parse(response.body.toString("utf8").replace(/^\uFEFF/, ""));
  } catch {
    throw new GarbledResponse(/html/.test(headerOf(response, "content-type") ?? ""));
  }
}

/**
 * Returns the contents of a multipart response in the order of `names`, for example ids or hashes.
 *
 * @throws {GarbledResponse} a part is missing: the response is truncated, and the request is retried
 */
export function partsOf(response: HttpResponse, names: readonly (string | number)[]): readonly Uint8Array[] {
  const parts = decodeParts(response.body, headerOf(response, "content-type") ?? "");
  const byName = new Map(parts?.map(({ name, bytes }) => [name, bytes]));
  return names.map((name) => {
    const bytes = byName.get(String(name));
    if (bytes === undefined) throw new GarbledResponse(false);
    return bytes;
  });
}
