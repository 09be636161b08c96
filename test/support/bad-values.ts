/** Valid requests → requests with one invalid value each. */
import { isLong } from "../attack/rounds.js";

/** A path in a body, for example `["figures", 0, "classTitle"]`. */
export type Path = readonly (string | number)[];

/** A body that must be rejected, and the path of its invalid value. */
export interface Wrong {
  readonly path: Path;
  readonly value: unknown;
  readonly body: unknown;
}

const long = "x".repeat(100_001);
const deep = JSON.parse("[".repeat(60) + "]".repeat(60)) as unknown;

/** Values that are invalid in the place of a valid one. */
interface Invalid {
  readonly always: readonly unknown[];
  /** Similar to others: in the suite each place gets one of them, in `npm run attack` all. */
  readonly similar: readonly unknown[];
}

const notIds: Invalid = {
  always: [0, 1.5, 2 ** 53, true, "x", "", [], {}],
  similar: [-1, 1e308, "-1", "9".repeat(30), [1, 2], deep],
};
const notNumbers: Invalid = { always: [1.5, 2 ** 53, "x", [], {}], similar: [1e308, -(2 ** 53), deep] };
const notFlags: Invalid = { always: ["maybe", 7, [], {}], similar: [-1, deep] };
const notTexts: Invalid = {
  always: [5, [], { length: { toString: 1 } }, "a\0b", long],
  similar: [true, {}, deep],
};
const notLists: Invalid = {
  always: ["x", '{"a":1}', 5, {}, { length: 1 }],
  similar: ["[", true, { length: { toString: 1 } }],
};
const notObjects: Invalid = { always: ["x", "[]", 5, []], similar: ["{", true] };

/** Whether the value at this path is an id. */
export function isId(path: Path): boolean {
  const name = path.findLast((part) => typeof part === "string") ?? "";
  return /^(id|ids|[a-z]+Ids?)$/.test(name) && name !== "roleId";
}

/** All requests that differ from `good` in one invalid value. */
export function wrongBodies(good: unknown): readonly Wrong[] {
  return places(good).flatMap(([path, value], at) => {
    const invalid = invalidFor(path, value);
    if (invalid === undefined) return [];
    const { always, similar } = invalid;
    const some = isLong ? similar : [similar[(at + path.join().length) % similar.length]];
    return [...always, ...some].map((bad) => ({ path, value: bad, body: replaced(good, path, bad) }));
  });
}

/** Every value in a body, with its containers, except the body itself. */
export function places(body: unknown, path: Path = []): readonly (readonly [Path, unknown])[] {
  if (typeof body !== "object" || body === null) return [];
  const entries: readonly (readonly [string | number, unknown])[] = Array.isArray(body)
    ? [...body.entries()]
    : Object.entries(body);
  return entries.flatMap(([key, value]) => [[[...path, key], value] as const, ...places(value, [...path, key])]);
}

/** `body` with another value at `path`. */
export function replaced(body: unknown, path: Path, value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (Array.isArray(body)) return body.map((item, at) => (at === key ? replaced(item, rest, value) : item));
  const fields = body as Readonly<Record<string, unknown>>;
  return { ...fields, [key]: replaced(fields[key], rest, value) };
}

/** `body` without the value at `path`. */
export function without(body: unknown, path: Path): unknown {
  const [key, ...rest] = path;
  if (Array.isArray(body)) {
    return rest.length === 0
      ? body.filter((_item, at) => at !== key)
      : body.map((item, at) => (at === key ? without(item, rest) : item));
  }
  const { [String(key)]: value, ...others } = body as Readonly<Record<string, unknown>>;
  return rest.length === 0 ? others : { ...others, [String(key)]: without(value, rest) };
}

function invalidFor(path: Path, value: unknown): Invalid | undefined {
  if (Array.isArray(value)) return notLists;
  if (typeof value === "object" && value !== null) return notObjects;
  if (typeof value === "boolean") return notFlags;
  if (typeof value === "number") return isId(path) ? notIds : notNumbers;
  return typeof value === "string" ? notTexts : undefined;
}
