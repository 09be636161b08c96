/** Recognizes plain objects that are display models, for example a chain's plan. */
import type { DisplayModel } from "../../domain/display/display.js";

// Markup is excluded: a similar object from a server must never become markup.
const keysOf: Readonly<Record<string, { readonly required: readonly string[]; readonly optional: readonly string[] }>> =
  {
    table: { required: ["columns", "rows"], optional: ["title", "more", "rowsByPriority", "note", "empty"] },
    record: { required: ["fields"], optional: ["title", "note"] },
    text: { required: ["text"], optional: ["tone"] },
    progress: { required: ["label", "done", "state"], optional: ["total", "note"] },
    chart: { required: ["form", "series"], optional: ["title", "xTitle", "yTitle"] },
    error: { required: ["name", "message"], optional: ["hint", "source", "parts"] },
    stack: { required: ["parts"], optional: [] },
  };

/** Whether `value` is a {@link DisplayModel} other than markup: its kind, and exactly its keys. */
export function isDisplayModel(value: object): value is DisplayModel {
  if (!("kind" in value) || typeof value.kind !== "string" || !Object.hasOwn(keysOf, value.kind)) return false;
  const keys = keysOf[value.kind];
  if (keys === undefined) return false;
  const names = Object.keys(value).filter((key) => key !== "kind");
  return (
    keys.required.every((key) => names.includes(key)) &&
    names.every((key) => keys.required.includes(key) || keys.optional.includes(key)) &&
    Object.entries(value).every(([key, part]) => fits(key, part))
  );
}

function fits(key: string, part: unknown): boolean {
  switch (key) {
    case "columns":
      return isArrayOf(part, (column) => hasText(column, "title") && hasText(column, "kind"));
    case "rows":
      return isArrayOf(part, Array.isArray);
    case "fields":
      return isArrayOf(part, (field) => hasText(field, "label") && hasText(field, "kind"));
    case "series":
      return isArrayOf(part, (series) => hasText(series, "name") && "points" in series && Array.isArray(series.points));
    case "rowsByPriority":
      return part === undefined || (Array.isArray(part) && part.every((at) => typeof at === "number"));
    case "parts":
      return isArrayOf(part, isDisplayModel);
    case "done":
    case "total":
    case "more":
      return part === undefined || typeof part === "number";
    case "source":
      return part === undefined || (typeof part === "object" && part !== null && hasText(part, "text"));
    default:
      return part === undefined || typeof part === "string";
  }
}

function isArrayOf(part: unknown, test: (item: object) => boolean): boolean {
  return Array.isArray(part) && part.every((item) => typeof item === "object" && item !== null && test(item));
}

function hasText<K extends string>(part: object, key: K): part is object & Record<K, string> {
  return key in part && typeof (part as Record<K, unknown>)[key] === "string";
}
