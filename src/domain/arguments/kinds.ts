/**
 * Schemas of arguments. The text of each says what is expected; missing texts come from `parse-arguments.ts`. None uses
 * `instanceof`, because a cell may run with other copies of the classes.
 */
import { types } from "node:util";
import { z } from "zod";
import { durationMs, expectedDuration } from "../../base/duration.js";
import { isRecord } from "../../base/is-record.js";
import { nameKey } from "../names.js";
import { jobStatuses } from "../records/job-status.js";

// Without it, a union would report the failed check of one option instead of its own text.
const abort = { abort: true };

const id = idOf("expected an id (a positive integer)");
const name = z.string("expected a non-empty string").min(1, abort);
const names = z.array(name, "expected a list of strings");
const count = z.int("expected an integer of 0 or more").nonnegative(abort);
const text = z.string();
const fields = z.custom<object>(isRecord, "expected an object");
const reference = z.union([id, name], "expected an id (a positive integer) or a name");
const newName = z
  .string("expected a name that is not blank")
  .transform((each) => each.trim())
  .pipe(z.string().min(1, { error: "expected a name that is not blank", abort: true }));

/** Kinds of arguments. */
export const kinds = {
  id,
  idOrNull: z.union([z.null(), id], "expected an id, or null for no one"),
  ids: z.array(id, "expected a list of ids"),
  someIds: someOf(id, "ids"),
  name,
  /** A new name: trimmed, not blank. */
  newName,
  /** The path of a file. */
  file: z.string("expected the path of a file").regex(/\S/),
  names,
  someNames: someOf(name, "strings"),
  text,
  flag: z.boolean(),
  number: z.number("expected a finite number"),
  defined: z.custom((value) => value !== undefined, "expected a value, or null"),
  count,
  aboveZero: z.int("expected an integer above 0").positive(abort),
  limit: z.union([z.null(), count], "expected an integer of 0 or more, or null for no limit"),
  duration: z.custom((value) => durationMs(value) !== undefined, `expected ${expectedDuration}`),
  time: z.custom<Date>((value) => types.isDate(value) && !Number.isNaN(value.getTime()), "expected a valid Date"),
  bytes: z.custom<Uint8Array>(types.isUint8Array, "expected a Uint8Array or Buffer"),
  status: z.enum(jobStatuses),
  list: z.array(z.unknown()),
  /** Any object except a list, also an instance of a class. */
  fields,
  someFields: someOf(fields, "objects"),
  listOfFields: z.array(fields, "expected a list of objects"),
  /** An object with any keys. */
  byName: z.record(z.string(), z.unknown(), "expected an object with names as keys"),
  signal: z.custom<AbortSignal>((value) => isRecord(value) && "throwIfAborted" in value, "expected an AbortSignal"),
  callback: callbackOf(),
  /** An id or a name. */
  reference,
  /** The first and last of a selection, counted from 1; null: no bound. */
  range: z
    .tuple([id.nullable(), id.nullable()], "expected [first, last], each a number of 1 or more, or null")
    .refine(([first, last]) => first === null || last === null || first <= last, "expected first <= last"),
  /** The id of a record, also given as the record. */
  record: z.union([id, z.object({ id }).transform((record) => record.id)], "expected an id, or a record with an id"),
};

/** Kinds that accept one value or a list of them, and return a list without duplicates. */
export const oneOrMore = {
  ids: oneOrMoreOf(id, "expected an id, or a list of ids"),
  /** Names that differ only in spaces around them or in Unicode normalization count once; they are trimmed. */
  names: oneOrMoreOf(newName, "expected a name, or a list of names"),
  references: oneOrMoreOf(reference, "expected a login or id, or a list of them").refine(
    isNotEmpty,
    "expected at least one login or id",
  ),
  /** Ids and names of images. */
  images: oneOrMoreOf(z.union([id, newName], "expected an id or a name"), "expected ids or names of images"),
  records: oneOrMoreOf(kinds.record, "expected a job, its id, or a list of them"),
};

/** An id, with another text. */
function idOf(expected: string) {
  return z.int(expected).positive(abort);
}

/** A function. */
export function callbackOf<F = (...values: never[]) => unknown>() {
  return z.custom<F>((value) => typeof value === "function", "expected a function");
}

/** A list with at least one item: an empty selection is usually a mistake. */
export function someOf<S extends z.ZodType>(item: S, plural: string) {
  return z.array(item, `expected a non-empty list of ${plural}`).min(1);
}

/** One value of a kind or a list of them; returns a list without duplicates. */
export function oneOrMoreOf<T>(item: z.ZodType<T>, expected: string) {
  return z
    .union([item.transform((one) => [one]), z.array(item)], expected)
    .transform((items) => [
      ...new Map(items.map((one) => [typeof one === "string" ? nameKey(one) : one, one])).values(),
    ]);
}

/** Whether a list has items; for `refine`. */
export function isNotEmpty(items: readonly unknown[]): boolean {
  return items.length > 0;
}
