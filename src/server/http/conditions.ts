/** Conditions of lists: the SQL of filters. */
import { nameKey } from "../../domain/names.js";
import type { Filter } from "../../domain/records/wire.js";
import type { Field } from "../db/columns.js";
import type { Value } from "../db/database.js";
import { readInstant } from "./instant.js";
import { invalid } from "./problem.js";

/** A condition of a WHERE clause. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly Value[];
}

/** Returns the condition of a filter: a column compared with a value. */
export function compare(
  condition: Condition,
  kind: Field["kind"],
  { operator, value }: { operator: NonNullable<Filter["operator"]>; value?: unknown },
  path: string,
): Condition {
  if (operator === "in" || operator === "!in") {
    if (!Array.isArray(value)) throw invalid(path, `"${operator}" takes a list`, "array.base");
    const items = value.map((item, index) => bindable(item, kind, `${path}.${index}`));
    const isIn = `${condition.sql} IN (SELECT value FROM json_each(?))`;
    const values = [...condition.values, JSON.stringify(items.filter((item) => item !== null))];
    const hasNull = items.includes(null);
    // A plain IN can use an index.
    if (operator === "in" && !hasNull) return { sql: isIn, values };
    // NULL is a value like any other here, whereas SQL's IN and NOT IN would drop its rows.
    if (operator === "in")
      return { sql: `${condition.sql} IS NULL OR ${isIn}`, values: [...condition.values, ...values] };
    const sql = hasNull ? `${condition.sql} IS NOT NULL AND NOT ${isIn}` : `${condition.sql} IS NULL OR NOT ${isIn}`;
    return { sql, values: [...condition.values, ...values] };
  }
  if (operator === "=" || operator === "!=") {
    const sql = operator === "=" ? "IS" : "IS NOT";
    return { sql: `${condition.sql} ${sql} ?`, values: [...condition.values, bindable(value ?? null, kind, path)] };
  }
  if (value == null) throw invalid(path, `"${operator}" needs a value`, "any.required");
  return { sql: `${condition.sql} ${operator} ?`, values: [...condition.values, bindable(value, kind, path)] };
}

function bindable(value: unknown, kind: Field["kind"], path: string): Value {
  if (value === null) return null;
  switch (kind) {
    case "flag":
      if (typeof value === "boolean" || value === "true" || value === "false") return Number(String(value) === "true");
      return number(value, path);
    case "number":
      return number(value, path);
    case "time": {
      const instant = typeof value === "string" ? readInstant(value) : undefined;
      if (instant !== undefined) return instant;
      throw invalid(path, "must be an ISO 8601 time, for example 2026-01-05T09:00:00Z", "date.format");
    }
    case "json":
      if (typeof value === "number") return value;
      break;
    case "name":
      if (typeof value === "string") return nameKey(value);
      break;
    case "text":
      break;
  }
  if (typeof value === "string") return value;
  throw invalid(path, "must be a string", "string.base");
}

function number(value: unknown, path: string): number {
  const parsed = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof parsed === "number" && Number.isFinite(parsed)) return parsed;
  throw invalid(path, "must be a number", "number.base");
}
