/** Schemas for lists that can be very long, for example the points of a polygon or the numbers in a file. */
import { z } from "zod";
import { safeParse } from "./safe-parse.js";

/**
 * Returns a schema like `schema` for long lists: items are checked by `isItem`, and by `schema` only to explain an error.
 * zod takes about a microsecond and much memory for each item.
 */
export function longList<Item>(
  schema: z.ZodType<Item[]>,
  isItem: (item: unknown) => boolean,
  least = 0,
): z.ZodType<Item[]> {
  return z.custom<Item[]>().superRefine((list, context) => {
    if (Array.isArray(list) && list.length >= least && list.every(isItem)) return;
    for (const issue of safeParse(schema, list).error?.issues ?? []) context.addIssue({ ...issue });
  });
}

/** Whether `value` is a finite number. */
export function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}
