/** What a change of a project's meta does to what is drawn: pure, told what is there and what is to be. */
import { nameKey } from "../../domain/names.js";
import { invalid, Problem } from "../http/problem.js";
import type { TagValue } from "../images/image-tag-store.js";
import { allowedValue, type TagMeta } from "./tag-rules.js";

/** A class or tag that there is. */
interface Named {
  readonly id: number;
  readonly name: string;
}

/**
 * For each class or tag that is to be, the one that it is today; undefined for a new one. By name first; an id of the
 * project under a name that is new to it is a rename.
 */
export function identify<Row extends Named>(
  rows: readonly Row[],
  wanted: readonly { readonly id?: number | null | undefined; readonly name: string }[],
): (Row | undefined)[] {
  const byName = new Map(rows.map((row) => [nameKey(row.name), row]));
  const byId = new Map(rows.map((row) => [row.id, row]));
  const claimed = new Set<Row>();
  const found = wanted.map(({ name }) => {
    const row = byName.get(nameKey(name));
    if (row !== undefined) claimed.add(row);
    return row;
  });
  return found.map((row, index) => {
    const renamed = row ?? byId.get(wanted[index]?.id ?? 0);
    if (renamed === undefined || (row === undefined && claimed.has(renamed))) return row;
    claimed.add(renamed);
    return renamed;
  });
}

/** Figures of a class in one shape. */
export interface DrawnShape {
  readonly geometryType: string;
  readonly objects: number;
  readonly images: number;
}

/** Refuses another shape of a class while figures of it are drawn in another. */
export function refuseShape(name: string, shape: string, drawn: readonly DrawnShape[], path: string): void {
  const others = shape === "any" ? [] : drawn.filter(({ geometryType }) => geometryType !== shape);
  if (others.length === 0) return;
  const objects = others.reduce((sum, each) => sum + each.objects, 0);
  const images = others.reduce((sum, each) => sum + each.images, 0);
  const shapes = others.map(({ geometryType }) => geometryType).join(", ");
  const message = `class "${name}" cannot become ${shape}: ${count(objects, "object")} on ${count(images, "image")} drawn as ${shapes}`;
  throw invalid(path, message, "any.only");
}

/** Things that carry a tag with one value: images if there is no class, else objects of the class. */
export interface TagUse {
  readonly value: TagValue;
  readonly className: string | undefined;
  readonly things: number;
}

/** Refuses settings of a tag under which it could not be if it is. */
export function refuseTagUse(tag: TagMeta, uses: readonly TagUse[], path: string): void {
  let objects = 0;
  let images = 0;
  let reason: string | undefined;
  for (const { value, className, things } of uses) {
    const refusal = refusalOf(tag, value, className);
    if (refusal === undefined) continue;
    reason ??= value === null ? refusal : `${refusal}, not ${JSON.stringify(value)}`;
    if (className === undefined) images += things;
    else objects += things;
  }
  if (reason === undefined) return;
  const counts = [objects > 0 ? count(objects, "object") : "", images > 0 ? count(images, "image") : ""];
  const against = counts.filter((each) => each !== "").join(" and ");
  throw invalid(path, `tag "${tag.name}" cannot change so: ${against} against it (${reason})`, "any.only");
}

function refusalOf(tag: TagMeta, value: TagValue, className: string | undefined): string | undefined {
  try {
    allowedValue(tag, value, className === undefined ? { kind: "image" } : { kind: "object", className }, "");
    return undefined;
  } catch (error) {
    if (error instanceof Problem) return error.message;
    throw error;
  }
}

function count(amount: number, what: string): string {
  return `${amount} ${what}${amount === 1 ? "" : "s"}`;
}
