/** Parsing of values that others sent. */
import type { z } from "zod";

/**
 * Like zod's `safeParse`, but never throws. zod checks the length of everything that has one, also of values of a wrong
 * type, and comparing a length such as `{ toString: 1 }` throws. Such lengths are left out of a second try.
 */
export function safeParse<S extends z.ZodType>(
  schema: S,
  value: unknown,
  options?: z.core.ParseContext<z.core.$ZodIssue>,
): z.ZodSafeParseResult<z.output<S>> {
  try {
    return schema.safeParse(value, options);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return schema.safeParse(withoutOddSizes(value), options);
  }
}

function withoutOddSizes(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutOddSizes);
  const entries = Object.entries(value).filter(([key, entry]) => !isOddSize(key, entry));
  return Object.fromEntries(entries.map(([key, entry]) => [key, withoutOddSizes(entry)]));
}

function isOddSize(key: string, value: unknown): boolean {
  return (key === "length" || key === "size") && typeof value === "object" && value !== null;
}
