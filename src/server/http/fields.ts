/** Schemas for the fields of requests. Queries only have text, so numbers, flags and lists are also accepted as text. */
import { z } from "zod";
import { nearest } from "../../base/text/nearest.js";
import { shortened } from "../../base/text/shorten.js";
import { nameKey } from "../../domain/names.js";
import { isTooDeep, maxDepth } from "./body.js";

function numberOfText(value: unknown): unknown {
  return typeof value === "string" && /^-?\d{1,16}$/.test(value) ? Number(value) : value;
}

function flagOfText(value: unknown): unknown {
  if (value === "true" || value === "1" || value === 1) return true;
  return value === "false" || value === "0" || value === 0 ? false : value;
}

function jsonOfText(value: unknown, context: z.core.ParsePayload): unknown {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return value;
  if (isTooDeep(value)) {
    context.issues.push({ code: "custom", message: `nests deeper than ${maxDepth} levels`, input: value });
    return z.NEVER;
  }
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** Like {@link jsonOfText}, for lists; rejects lists that are too long before parsing their items. */
function listOfText(max: number, message = `Too big: expected array to have <=${max} items`) {
  return (rawValue: unknown, context: z.core.ParsePayload): unknown => {
    const value = jsonOfText(rawValue, context);
    if (!Array.isArray(value) || value.length <= max) return value;
    context.issues.push({ code: "too_big", origin: "array", maximum: max, inclusive: true, message, input: value });
    return z.NEVER;
  };
}

/** An integer. */
export const count = z.preprocess(numberOfText, z.int());

/** The id of a record. */
export const id = z.preprocess(numberOfText, z.int().positive());

/** True or false. */
export const flag = z.preprocess(flagOfText, z.boolean());

/** A list of at most `max` `item`s. */
export function list<T extends z.ZodType>(item: T, max = 10_000, message?: string) {
  return z.preprocess(listOfText(max, message), z.array(item));
}

/** A list with at least one and at most `max` items. */
export function some<T extends z.ZodType>(item: T, max = 10_000, message?: string) {
  return z.preprocess(listOfText(max, message), z.array(item).min(1, "needs at least one"));
}

/** A `shape` that may also be JSON text. */
export function record<T extends z.ZodType>(shape: T) {
  return z.preprocess(jsonOfText, shape);
}

/**
 * An object of exactly the given fields. Otherwise a misspelled field would be silently ignored, and the request would
 * have another effect than the client expects.
 */
export function fields<S extends z.ZodRawShape>(shape: S) {
  const fieldNames = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys" ? unknownField(String(issue.keys[0]), fieldNames) : undefined,
  });
}

function unknownField(name: string, fieldNames: readonly string[]): string {
  const field = shortened(name, 60);
  const [near] = nearest(field, fieldNames);
  if (near !== undefined) return `unknown field "${field}"; did you mean "${near}"?`;
  return `unknown field "${field}"; the fields are ${fieldNames.join(", ") || "none"}`;
}

/** A field that clients send and that has no effect here. Any value is accepted. */
export const unread = z.unknown().optional();

/** Text of at most `max` characters, without NUL, at which the database would truncate it. */
export function textUpTo(max: number) {
  return z
    .string()
    .max(max)
    .refine((value) => !value.includes("\0"), "must not contain NUL characters");
}

/** The name of a record, normalized. */
export const name = textUpTo(255).transform(nameKey).pipe(z.string().min(1, "must not be empty"));

/** Free text: a description, a readme. */
export const text = textUpTo(100_000);

/** A JSON object with any fields. */
export const customData = record(z.record(z.string(), z.unknown()));

/** The input of methods that only take an id. */
export const one = fields({ id });
