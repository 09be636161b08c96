/** Column types that every store reads. */
import { z } from "zod";

/** 0 or 1 → boolean. */
export const flagColumn = z.int().transform((bit) => bit !== 0);

/** JSON text → the output of `schema`. */
export function jsonColumn<T extends z.ZodType>(schema: T) {
  return z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(schema);
}

/** JSON text → an object. */
export const objectColumn = jsonColumn(z.record(z.string(), z.unknown()));

/** A row with only an id. */
export const idRow = z.object({ id: z.int() });
