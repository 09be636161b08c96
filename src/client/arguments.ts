/** Checks of what methods are given: code that nobody checked may give anything, and a notebook is not always checked. */
import { ArgumentError } from "../domain/errors.js";
import { isJobStatus, jobStatuses } from "../domain/job-status.js";

/** An argument that a method cannot work with: `what` is wrong, and `hint` is what to give. */
export function badArgument(method: string, argument: string, what: string, hint: string): ArgumentError {
  return new ArgumentError(what, { method, argument, hint });
}

/** Refuses what is no list. */
export function checkList(method: string, argument: string, items: unknown): void {
  if (Array.isArray(items)) return;
  throw badArgument(method, argument, `${argument} is no list`, "give a list, as [1, 2]");
}

/** Refuses an empty selection: work on nothing is a list that came out empty by mistake. */
export function checkSome(method: string, argument: string, items: readonly unknown[]): void {
  checkList(method, argument, items);
  if (items.length > 0) return;
  throw badArgument(method, argument, `${argument} is empty`, "give at least one, or leave the call out");
}

/** Refuses ids that are none. */
export function checkIds(method: string, argument: string, ids: readonly number[]): void {
  checkList(method, argument, ids);
  const at = ids.findIndex((id) => !Number.isSafeInteger(id) || id <= 0);
  if (at === -1) return;
  throw badArgument(method, argument, `${argument} holds ${ids[at]}`, "expected ids, whole numbers above 0");
}

/** Refuses what is no status of a job. */
export function checkStatus(method: string, argument: string, status: unknown): void {
  if (isJobStatus(status)) return;
  throw badArgument(
    method,
    argument,
    `no status ${JSON.stringify(status)}`,
    `expected one of ${jobStatuses.join(", ")}`,
  );
}

/** Refuses what is no object of fields, as `{ name: "lemons" }`. */
export function checkFields(method: string, argument: string, fields: unknown): void {
  if (typeof fields === "object" && fields !== null && !Array.isArray(fields)) return;
  const what = fields === undefined ? "missing" : "no object";
  throw badArgument(method, argument, `${argument} is ${what}`, "give an object of fields, as { name: … }");
}

/** Those of `fields` that a change gives. @throws {ArgumentError} it gives none: such a change is a key misspelt */
export function changesOf<K extends string>(
  method: string,
  changes: { readonly [F in K]?: unknown },
  fields: readonly K[],
): Readonly<Record<string, unknown>> {
  checkFields(method, "changes", changes);
  const given = fields.filter((field) => changes[field] !== undefined);
  if (given.length > 0) return Object.fromEntries(given.map((field) => [field, changes[field]]));
  throw badArgument(method, "changes", "nothing is to be changed", `give one or more of ${fields.join(", ")}`);
}
