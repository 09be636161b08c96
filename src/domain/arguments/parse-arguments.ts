/** Checks arguments of methods. Errors have the form `METHOD: ARGUMENT is VALUE, expected WHAT`; of a list, `contains VALUE`. */
import { z } from "zod";
import { safeParse } from "../../base/safe-parse.js";
import { didYouMean, suggest, typoOf } from "../../base/text/nearest.js";
import { type ArgumentError, badArgument } from "../errors.js";
import { namesSecret, shown, shownSecret } from "./shown.js";

type Path = readonly PropertyKey[];
type Issue = z.core.$ZodIssue;

/**
 * Parses one argument. Its fields are named by their path, for example `options.timeout`.
 *
 * @throws {ArgumentError} it is invalid
 */
export function parseArgument<S extends z.ZodType>(
  method: string,
  argument: string,
  schema: S,
  value: unknown,
): z.output<S> {
  const parsed = safeParse(schema, value, parsing);
  if (parsed.success) return parsed.data;
  throw errorOf(method, { [argument]: value }, [argument], parsed.error.issues);
}

/**
 * Parses several arguments by name, or an object whose fields are named without its own name; `argument` is that name.
 *
 * @throws {ArgumentError} for the first invalid one
 */
export function parseArguments<S extends z.ZodType>(
  method: string,
  schema: S,
  values: unknown,
  argument = "settings",
): z.output<S> {
  const parsed = safeParse(schema, values, parsing);
  if (parsed.success) return parsed.data;
  const isWhole = parsed.error.issues[0]?.path.length === 0 && parsed.error.issues[0].code !== "unrecognized_keys";
  throw errorOf(method, isWhole ? { [argument]: values } : values, isWhole ? [argument] : [], parsed.error.issues);
}

/**
 * Returns the fields of `changes` that are set. Unknown fields are ignored, so that a record that was read can be passed
 * back with changes.
 *
 * @throws {ArgumentError} no field is set, one is misspelled, or a value is invalid
 */
export function parseChanges<S extends z.ZodObject>(method: string, schema: S, changes: object): z.output<S> {
  const given = parseArgument(method, "changes", schema, changes);
  const fields = Object.keys(schema.shape);
  for (const key of Object.keys(changes)) {
    const meant = fields.includes(key) ? undefined : typoOf(key, fields);
    if (meant !== undefined) throw unknownSetting(method, key, `did you mean '${meant}'?`);
  }
  for (const key of fields) if (given[key] === undefined) Reflect.deleteProperty(given, key);
  if (Object.keys(given).length > 0) return given;
  throw badArgument(method, "changes", `no changes given, expected at least one of ${fields.join(", ")}`);
}

// Compiling a schema takes longer than parsing many arguments.
const parsing = { jitless: true, error: expectation };

const maxKeys = 6;

const nouns: Readonly<Record<string, string>> = {
  string: "a string",
  number: "a number",
  int: "an integer",
  boolean: "true or false",
  array: "a list",
  tuple: "a list",
  object: "an object",
  record: "an object",
};

/** The texts of schemas that have none. */
function expectation(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type": {
      const keys = keysOf(issue.inst);
      const listed = keys.length > maxKeys ? [...keys.slice(0, maxKeys), "…"] : keys;
      return `expected ${nouns[issue.expected] ?? issue.expected}${keys.length === 0 ? "" : ` with ${listed.join(", ")}`}`;
    }
    case "invalid_value":
      return `expected ${issue.values.length === 1 ? "" : "one of "}${issue.values.map(shown).join(", ")}`;
    case "unrecognized_keys":
      return suggest(issue.keys[0] ?? "", keysOf(issue.inst));
    case "too_small":
      return issue.origin === "number" || issue.origin === "int"
        ? `expected a number ${issue.inclusive === true ? "of at least" : "above"} ${issue.minimum}`
        : `expected a non-empty ${issue.origin === "string" ? "string" : "list"}`;
    case "invalid_union":
      return `expected ${[...new Set(issue.errors.flat().map(({ message }) => message.replace(/^expected /, "")))].join(", or ")}`;
    default:
      return undefined;
  }
}

function keysOf(schema: unknown): readonly string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

function errorOf(method: string, values: unknown, root: Path, issues: readonly Issue[]): ArgumentError {
  const issue = decisive(issues, values, root);
  const path = [...root, ...issue.path];
  if (issue.code === "unrecognized_keys") return unknownSetting(method, issue.keys[0] ?? "", issue.message, path);
  // A key that is invalid is an item of its object, as is an item of a list.
  const isKey = issue.code === "invalid_key";
  const isItem = isKey || typeof path.at(-1) === "number";
  const value = isKey ? path.at(-1) : valueAt(values, path);
  const argument = pathText(isItem ? path.slice(0, -1) : path);
  const expected = (isKey && issue.issues[0]?.message) || issue.message;
  const text = namesSecret(`${argument} ${expected}`) ? shownSecret(value) : shown(value);
  const is = isItem ? `contains ${text}` : value === undefined ? "is missing" : `is ${text}`;
  return badArgument(method, argument, `${argument} ${is}, ${expected}`, hintFor(issue, value));
}

function unknownSetting(method: string, key: string, hint: string, path: Path = []): ArgumentError {
  const place = path.some((part) => typeof part === "number") ? ` in ${pathText(path)}` : "";
  return badArgument(method, key, `unknown setting '${key}'${place}`, hint);
}

/** Chooses the issue to report: in a union, that of the option which the value fits best. */
function decisive(issues: readonly Issue[], values: unknown, root: Path): Issue {
  const [first] = issues;
  if (first === undefined) throw new TypeError("expected an issue");
  if (first.code === "invalid_union") {
    for (const inner of first.errors) {
      if (inner.length === 0) continue;
      const best = decisive(inner, values, [...root, ...first.path]);
      if (best.path.length > 0 || best.code === "unrecognized_keys")
        return { ...best, path: [...first.path, ...best.path] };
    }
  }
  // A missing setting may be a misspelled one.
  const isMissing = valueAt(values, [...root, ...first.path]) === undefined;
  return (isMissing ? issues.find(({ code }) => code === "unrecognized_keys") : undefined) ?? first;
}

function hintFor(issue: Issue, value: unknown): string | undefined {
  if (issue.code === "custom" && typeof issue.params?.hint === "string") return issue.params.hint;
  if (typeof value === "string") return didYouMean(value, literalsOf(issue));
  const isPromise = typeof value === "object" && value !== null && "then" in value;
  return isPromise ? "await the value first" : undefined;
}

/** The strings that are allowed, also by an option of a union. */
function literalsOf(issue: Issue): readonly string[] {
  if (issue.code === "invalid_union") return issue.errors.flat().flatMap(literalsOf);
  return issue.code === "invalid_value" ? issue.values.filter((value) => typeof value === "string") : [];
}

function valueAt(value: unknown, [key, ...rest]: Path): unknown {
  if (key === undefined || typeof value !== "object" || value === null) return value;
  return valueAt(Reflect.get(value, key), rest);
}

/** For example `options.status`, `figures[0].tags` or `classes["my class"]`. */
function pathText(path: Path): string {
  return path
    .map((part, at) => {
      if (typeof part === "string" && /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(part)) return at === 0 ? part : `.${part}`;
      return at === 0 ? String(part) : `[${typeof part === "number" ? part : JSON.stringify(String(part))}]`;
    })
    .join("");
}
