/** Validates the arguments of methods: plain JavaScript and unchecked notebooks may pass anything. */
import { inspect, types } from "node:util";
import { durationMs, expectedDuration } from "../../base/duration.js";
import { typoOf } from "../../base/nearest.js";
import { shortened } from "../../base/shorten.js";
import { badArgument } from "../../domain/errors.js";
import { jobStatuses } from "../../domain/records/job-status.js";

/** A kind of argument. */
export interface ArgumentKind {
  /** The kind in an error message, for example `a string`. */
  readonly expected: string;
  readonly fits: (value: unknown) => boolean;
  /** The kind of each item of a list; errors name the invalid item. */
  readonly each?: ArgumentKind | undefined;
}

const isText = (value: unknown) => typeof value === "string";
const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0;
const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

const id: ArgumentKind = {
  expected: "an id (a positive integer)",
  fits: (value) => Number.isSafeInteger(value) && Number(value) > 0,
};
const name: ArgumentKind = { expected: "a non-empty string", fits: (value) => isText(value) && value !== "" };

/** Lists with items of one kind. */
export function listOf(each: ArgumentKind): ArgumentKind {
  return {
    expected: `a list; each item must be ${each.expected}`,
    // `every` would skip holes.
    fits: (value) => Array.isArray(value) && value.findIndex((item) => !each.fits(item)) === -1,
    each,
  };
}

/** Lists with at least one item: an empty selection is usually a mistake. */
export function someOf(each: ArgumentKind): ArgumentKind {
  const { fits } = listOf(each);
  return {
    expected: `a non-empty list; each item must be ${each.expected}`,
    fits: (value) => fits(value) && Array.isArray(value) && value.length > 0,
    each,
  };
}

/** One of a set of values. */
export function oneOf(...values: readonly unknown[]): ArgumentKind {
  return { expected: `one of ${values.map(shown).join(", ")}`, fits: (value) => values.includes(value) };
}

/** All kinds of arguments. None uses `instanceof`, because a cell may run with other copies of the classes. */
export const kinds = {
  id,
  idOrNull: { expected: "an id, or null for no one", fits: (value) => value === null || id.fits(value) },
  ids: listOf(id),
  someIds: someOf(id),
  name,
  names: listOf(name),
  text: { expected: "a string", fits: isText },
  flag: { expected: "true or false", fits: (value) => typeof value === "boolean" },
  number: { expected: "a finite number", fits: Number.isFinite },
  defined: { expected: "a value, or null", fits: (value) => value !== undefined },
  count: { expected: "an integer of 0 or more", fits: isCount },
  limit: {
    expected: "an integer of 0 or more, or null for no limit",
    fits: (value) => value === null || isCount(value),
  },
  duration: { expected: expectedDuration, fits: (value) => durationMs(value) !== undefined },
  time: { expected: "a valid Date", fits: (value) => types.isDate(value) && !Number.isNaN(value.getTime()) },
  bytes: { expected: "a Uint8Array or Buffer", fits: types.isUint8Array },
  status: oneOf(...jobStatuses),
  list: { expected: "a list", fits: Array.isArray },
  fields: {
    expected: "an object such as { name: … }",
    fits: (value) => isObject(value) && !Array.isArray(value),
  },
  forImage: {
    expected: "an object with an imageId",
    fits: (one) => isObject(one) && "imageId" in one && id.fits(one.imageId),
  },
  signal: { expected: "an AbortSignal", fits: (value) => isObject(value) && "throwIfAborted" in value },
  callback: { expected: "a function", fits: (value) => typeof value === "function" },
} as const satisfies Readonly<Record<string, ArgumentKind>>;

/** Throws an {@link ArgumentError} unless the value is of the kind. */
export function check(method: string, argument: string, kind: ArgumentKind, value: unknown): void {
  if (kind.fits(value)) return;
  throw badArgument(method, argument, `${argument} ${whatIsWrong(kind, value)}`, `expected ${kind.expected}`);
}

function whatIsWrong({ each }: ArgumentKind, value: unknown): string {
  if (value === undefined) return "is missing";
  if (each === undefined || !Array.isArray(value)) return `is ${shown(value)}`;
  return value.length === 0 ? "is empty" : `contains ${shown(value.find((item) => !each.fits(item)))}`;
}

/** Throws an {@link ArgumentError} if a given option is not of its kind. Options that are not in `shape` are ignored. */
export function checkOptions(
  method: string,
  argument: string,
  options: object,
  shape: Readonly<Record<string, ArgumentKind>>,
): void {
  check(method, argument, kinds.fields, options);
  const given: Readonly<Record<string, unknown>> = { ...options };
  for (const [field, kind] of Object.entries(shape)) {
    if (given[field] !== undefined) check(method, field, kind, given[field]);
  }
}

/** Like {@link checkOptions}, but rejects unknown fields: a misspelled filter would select too much. */
export function checkShape(
  method: string,
  argument: string,
  fields: object,
  shape: Readonly<Record<string, ArgumentKind>>,
): void {
  checkOptions(method, argument, fields, shape);
  const other = Object.keys(fields).find((field) => !Object.hasOwn(shape, field));
  if (other === undefined) return;
  const hint = `known fields: ${Object.keys(shape).join(", ")}`;
  throw badArgument(method, argument, `${argument} has no field ${other}`, hint);
}

/** Serializes a body as JSON. @throws {ArgumentError} it has a circular reference or a bigint */
export function jsonOf(method: string, body: unknown): string {
  try {
    return JSON.stringify(body);
  } catch (error) {
    const what = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw badArgument(
      method,
      "body",
      `${method}: the body cannot be written as JSON: ${what}`,
      "pass numbers, strings, lists and plain objects",
    );
  }
}

/** Describes any value for an error message. */
export function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(shortened(value, 60));
  return inspect(value, { depth: 1, maxStringLength: 60, maxArrayLength: 5, breakLength: Number.POSITIVE_INFINITY });
}

/** Returns the fields that a change sets. @throws {ArgumentError} it sets none, or a misspelled one */
export function changesOf<K extends string>(
  method: string,
  changes: { readonly [F in K]?: unknown },
  fields: readonly K[],
): Readonly<Record<string, unknown>> {
  check(method, "changes", kinds.fields, changes);
  // Other fields are ignored, so that a record that was read can be passed back with changes.
  for (const key of Object.keys(changes)) {
    const meant = fields.some((field) => field === key) ? undefined : typoOf(key, fields);
    if (meant === undefined) continue;
    throw badArgument(method, "changes", `changes has no field ${key}`, `did you mean '${meant}'?`);
  }
  const given = fields.filter((field) => changes[field] !== undefined);
  if (given.length > 0) return Object.fromEntries(given.map((field) => [field, changes[field]]));
  throw badArgument(method, "changes", "no changes given", `pass at least one of ${fields.join(", ")}`);
}
