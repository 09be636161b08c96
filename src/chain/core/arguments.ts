/** Checks of arguments, made when a chain's method is called and not when the chain runs. */
import { z } from "zod";
import { suggest } from "../../base/nearest.js";
import { safeParse } from "../../base/safe-parse.js";
import { shortened } from "../../base/shorten.js";
import { ArgumentError, badArgument } from "../../domain/errors.js";
import { nameKey } from "../../domain/names.js";

/** Parses the named arguments of `method`. @throws {ArgumentError} for the first invalid argument */
export function parseArguments<S extends z.ZodType>(method: string, schema: S, values: unknown): z.output<S> {
  const parsed = safeParse(schema, values, { reportInput: true });
  if (parsed.success) return parsed.data;
  throw faultOf(method, parsed.error.issues[0]);
}

function faultOf(method: string, issue: z.core.$ZodIssue | undefined): ArgumentError {
  const argument = issue === undefined || issue.path.length === 0 ? "its argument" : issue.path.join(".");
  if (issue === undefined) return new ArgumentError(`${method}: wrong arguments`, { method, argument });
  if (issue.code === "unrecognized_keys") {
    const key = issue.keys[0] ?? "";
    return new ArgumentError(`${method}: unknown setting '${key}'`, { method, argument: key, hint: issue.message });
  }
  const literal = literalIssue(issue);
  if (literal !== undefined) {
    const known = literal.values.map(String);
    const hint = typeof literal.input === "string" ? suggest(literal.input, known) : `one of: ${known.join(", ")}`;
    return badArgument(method, argument, `${method}: ${argument} cannot be ${shortText(literal.input)}`, hint);
  }
  const hint = issue.code === "invalid_union" ? unionMessage(issue) : issue.message;
  return new ArgumentError(`${method}: ${argument} cannot be ${shortText(issue.input)}`, { method, argument, hint });
}

/** Finds an issue about a string that is not an allowed literal, also inside a union. */
function literalIssue(issue: z.core.$ZodIssue): z.core.$ZodIssueInvalidValue | undefined {
  if (issue.code === "invalid_value") return issue;
  if (issue.code !== "invalid_union") return undefined;
  return issue.errors
    .flat()
    .map(literalIssue)
    .find((inner) => typeof inner?.input === "string");
}

function unionMessage(issue: z.core.$ZodIssueInvalidUnion): string {
  const inner = issue.errors.flat().map(({ message }) => message);
  return issue.message === "Invalid input" && inner.length > 0 ? [...new Set(inner)].join("; or ") : issue.message;
}

function shortText(value: unknown): string {
  if (typeof value === "string") return `'${shortened(value, 60)}'`;
  if (value === undefined) return "nothing";
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "this list" : "this object";
  return String(value);
}

/** An object with only these settings. For an unknown one the error suggests the nearest names. */
export function settingsSchema<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? suggest(issue.keys[0] ?? "", Object.keys(shape))
        : "expected an object of settings",
  });
}

/** An id or a name. */
export const referenceSchema = z.union(
  [z.int("expected a whole number").positive("expected an id above 0"), z.string().min(1, "expected a name")],
  {
    error: "expected an id (a whole number above 0) or a name",
  },
);

/** One id or name, or a list of them. */
export const referencesSchema = z
  .union([referenceSchema, z.array(referenceSchema).min(1, "expected at least one login or id")], {
    error: "expected a login or id, or a list of them",
  })
  .transform((references) => (Array.isArray(references) ? [...new Set(references)] : [references]));

/** The argument of methods that take one id or name. */
export const referenceArgument = z.object({ id: referenceSchema });

/** The argument of methods that take one id. */
export const idArgument = z.object({ id: z.int("expected a whole number").positive("expected an id above 0") });

/** A new name: trimmed, not blank. */
export const nameSchema = z
  .string("expected a name")
  .transform((name) => name.trim())
  .pipe(z.string().min(1, "expected a name that is not blank"));

function eachNameOnce(names: readonly string[]): string[] {
  return [...new Map(names.map((name) => [nameKey(name), name])).values()];
}

/**
 * One name or several, trimmed. Names that differ only in leading and trailing spaces or Unicode normalization count
 * once.
 */
export const namesSchema = z
  .union([nameSchema, z.array(nameSchema)], { error: "expected a name, or a list of names" })
  .transform((names) => (typeof names === "string" ? [names] : eachNameOnce(names)));

/** One id or several. */
export const idsSchema = z
  .union([z.int().positive(), z.array(z.int().positive())], { error: "expected an id, or a list of ids" })
  .transform((ids) => (typeof ids === "number" ? [ids] : [...new Set(ids)]));

/** A list of ids and names. */
export const mixedSchema = z.array(referenceSchema).transform((references) => [...new Set(references)]);

/** The argument of methods that filter records with a function. */
export const predicateSchema = z.object({
  test: z.custom<(record: never) => boolean>((value) => typeof value === "function", "expected a function"),
});
