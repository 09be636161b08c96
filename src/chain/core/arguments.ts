/** Arguments of the words, checked when a word is called and not when it runs. */
import { z } from "zod";
import { ArgumentError } from "../../domain/errors.js";
import { nameKey } from "../../domain/names.js";
import { suggest } from "./nearest.js";

/** Parses the arguments of `method`, given by their names; the first fault names its argument. */
export function parseArguments<S extends z.ZodType>(method: string, schema: S, values: unknown): z.output<S> {
  const parsed = schema.safeParse(values, { reportInput: true });
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
    return new ArgumentError(`${method}: ${argument} cannot be ${shortText(literal.input)}`, {
      method,
      argument,
      hint,
    });
  }
  const hint = issue.code === "invalid_union" ? unionMessage(issue) : issue.message;
  return new ArgumentError(`${method}: ${argument} cannot be ${shortText(issue.input)}`, { method, argument, hint });
}

/** A text where one of several literals was expected, also as one of the things that a union takes. */
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
  if (typeof value === "string") return `'${value.length > 60 ? `${value.slice(0, 60)}…` : value}'`;
  if (value === undefined) return "nothing";
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "this list" : "this object";
  return String(value);
}

/** An object of these settings and no others; an unknown one is told with the nearest that exist. */
export function settingsSchema<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? suggest(issue.keys[0] ?? "", Object.keys(shape))
        : "expected an object of settings",
  });
}

/** A name or id of one thing. */
export const referenceSchema = z.union(
  [z.int("expected a whole number").positive("expected an id above 0"), z.string().min(1, "expected a name")],
  {
    error: "expected an id (a whole number above 0) or a name",
  },
);

/** A name or id of one thing, or several. */
export const referencesSchema = z
  .union([referenceSchema, z.array(referenceSchema).min(1)], { error: "expected a login or id, or a list of them" })
  .transform((things) => (Array.isArray(things) ? [...new Set(things)] : [things]));

/** The argument of words that name one thing. */
export const thingSchema = z.object({ id: referenceSchema });

/** The argument of words that take one id. */
export const idSchema = z.object({ id: z.int("expected a whole number").positive("expected an id above 0") });

/** A name that is to be given to something: not blank. */
export const nameSchema = z
  .string("expected a name")
  .transform((name) => name.trim())
  .pipe(z.string().min(1, "expected a name that is not blank"));

function eachNameOnce(names: readonly string[]): string[] {
  return [...new Map(names.map((name) => [nameKey(name), name])).values()];
}

/** One name, or several; two spellings of one name are one. */
export const namesSchema = z
  .union([z.string().min(1), z.array(z.string().min(1))], { error: "expected a name, or a list of names" })
  .transform((names) => (typeof names === "string" ? [names] : eachNameOnce(names)));

/** One id, or several. */
export const idsSchema = z
  .union([z.int().positive(), z.array(z.int().positive())], { error: "expected an id, or a list of ids" })
  .transform((ids) => (typeof ids === "number" ? [ids] : [...new Set(ids)]));

/** A test of one record. */
export const predicateSchema = z.object({
  test: z.custom<(record: never) => boolean>((value) => typeof value === "function", "expected a function"),
});
