/** Schemas shared by all records: base types, lists, filters, error bodies. */
import { z } from "zod";

/** A positive integer id. */
export const idSchema = z.int().positive();

/** ISO 8601 text → Date. */
export const timeSchema = z.string().transform((text, context) => {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) {
    context.issues.push({ code: "custom", message: "expected an ISO 8601 time", input: text });
    return z.NEVER;
  }
  return time;
});

/** ISO 8601 text that may be null or absent → Date or null. */
export const optionalTimeSchema = timeSchema.nullish().transform((time) => time ?? null);

/** Bytes, which the server sends as text: `'1277440'` → 1277440. */
export const sizeSchema = z
  .union([z.string().regex(/^\d+$/), z.number().nonnegative()])
  .nullish()
  .transform((size) => (size == null ? null : Number(size)));

/** Text that may be null or absent → text. */
export const textSchema = z
  .string()
  .nullish()
  .transform((text) => text ?? "");

/** A value that may be null or absent → value or null. */
export function orNull<T extends z.ZodType>(schema: T) {
  return schema.nullish().transform((value) => value ?? null);
}

/** A value that may be null or absent → value or `fallback`. */
export function orDefault<T extends z.ZodType>(schema: T, fallback: z.output<T> & (string | number | boolean)) {
  return schema.nullish().transform((value) => value ?? fallback);
}

/** A list that may be null or absent → list. */
export function orEmpty<T extends z.ZodType>(item: T) {
  return z
    .array(item)
    .nullish()
    .transform((list) => list ?? []);
}

/** A JSON object with any fields, kept unchanged. */
export const customDataSchema = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((value) => value ?? {});

/** The operators of list filters. */
export const filterOperators = ["=", "!=", "in", "!in", "<", ">", "<=", ">="] as const;

/** A condition of a list; records must meet all of them. */
export const filterSchema = z.object({
  field: z.string(),
  operator: z.enum(filterOperators).default("="),
  value: z.unknown(),
});
/** A condition of a list, for example `{ field: "name", operator: "=", value: "a.png" }`. Records must meet all of them. */
export interface Filter {
  /** Field to compare, by its name in the API. */
  field: string;
  /** Comparison. Default: `=`. */
  operator?: (typeof filterOperators)[number] | undefined;
  /** Value to compare with; a list for `in` and `!in`. */
  value: unknown;
}

/** A page of a list: `total` counts all records, `entities` are those of the page. */
export function pageSchema<T extends z.ZodType>(entity: T) {
  return z.object({
    total: z.int().nonnegative(),
    perPage: z.int().nonnegative(),
    pagesCount: z.int().nonnegative().optional(),
    /** Token of the next page, null on the last one; only in token mode. */
    after: z.string().nullish(),
    entities: z.array(entity),
  });
}

/** The body of every response with a status other than 200. */
export const errorBodySchema = z.object({
  error: z.string(),
  details: z.unknown().optional(),
});
