/** Rules for changes of a project's meta, without SQL or HTTP. */
import { countText } from "../../base/text/count-text.js";
import { nameKey } from "../../domain/names.js";
import { invalid, Problem } from "../http/problem.js";
import type { StoredTagValue } from "../images/image-tag-store.js";
import { allowedValue, type RuledTag } from "./tag-rules.js";

/** An existing class or tag. */
interface ExistingItem {
  readonly id: number;
  readonly name: string;
}

/**
 * Matches requested classes or tags with existing ones; undefined for new ones. Matches names first; an existing id
 * with a new name is a rename, even if the name belongs to an item that is itself renamed.
 */
export function identify<Row extends ExistingItem>(
  rows: readonly Row[],
  wanted: readonly { readonly id?: number | null | undefined; readonly name: string }[],
): (Row | undefined)[] {
  const byName = new Map(rows.map((row) => [nameKey(row.name), row]));
  const byId = new Map(rows.map((row) => [row.id, row]));
  const claimed = new Set<Row>();
  const renamed = new Set(
    wanted.flatMap(({ id, name }) => {
      const row = byId.get(id ?? 0);
      return row === undefined || nameKey(row.name) === nameKey(name) ? [] : [row];
    }),
  );
  const found = wanted.map(({ id, name }) => {
    const row = byName.get(nameKey(name));
    const ownRow = byId.get(id ?? 0);
    // Names that are swapped or shifted.
    if (row !== undefined && ownRow !== undefined && ownRow !== row && renamed.has(row)) return undefined;
    if (row !== undefined) claimed.add(row);
    return row;
  });
  return found.map((row, index) => {
    const ownRow = row ?? byId.get(wanted[index]?.id ?? 0);
    if (ownRow === undefined || (row === undefined && claimed.has(ownRow))) return row;
    claimed.add(ownRow);
    return ownRow;
  });
}

/** Number of figures of a class with one shape. */
export interface DrawnShape {
  readonly geometryType: string;
  readonly objects: number;
  readonly images: number;
}

/** Rejects a new shape of a class that has figures of another shape. */
export function rejectShape(name: string, shape: string, drawn: readonly DrawnShape[], path: string): void {
  const others = shape === "any" ? [] : drawn.filter(({ geometryType }) => geometryType !== shape);
  if (others.length === 0) return;
  const objects = others.reduce((sum, each) => sum + each.objects, 0);
  const images = others.reduce((sum, each) => sum + each.images, 0);
  const shapes = others.map(({ geometryType }) => geometryType).join(", ");
  const message = `class "${name}" cannot become ${shape}: ${countText(objects, "object")} on ${countText(images, "image")} drawn as ${shapes}`;
  throw invalid(path, message, "any.only");
}

/** Number of items with one value of a tag: images without a class name, else objects of the class. */
export interface TagUse {
  readonly value: StoredTagValue;
  readonly className: string | undefined;
  readonly things: number;
}

/** Rejects settings of a tag that conflict with its existing uses. */
export function rejectTagUse(tag: RuledTag, uses: readonly TagUse[], path: string): void {
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
  const counts = [objects > 0 ? countText(objects, "object") : "", images > 0 ? countText(images, "image") : ""];
  const against = counts.filter((each) => each !== "").join(" and ");
  throw invalid(path, `tag "${tag.name}" cannot be changed: it conflicts with ${against} (${reason})`, "any.only");
}

function refusalOf(tag: RuledTag, value: StoredTagValue, className: string | undefined): string | undefined {
  try {
    allowedValue(tag, value, className === undefined ? { kind: "image" } : { kind: "object", className }, "");
    return undefined;
  } catch (error) {
    if (error instanceof Problem) return error.message;
    throw error;
  }
}
