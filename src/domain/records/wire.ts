/** What travels around the things themselves: base types, lists, filters, error bodies. */
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

/** ISO 8601 text, or null or nothing → Date or null. */
export const optionalTimeSchema = timeSchema.nullish().transform((time) => time ?? null);

/** Bytes as the server writes them, `'1277440'` → 1277440. */
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

/** JSON that belongs to the user, kept as it came. */
export const customDataSchema = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((value) => value ?? {});

/** The comparisons that a list's filter knows. */
export const filterOperators = ["=", "!=", "in", "!in", "<", ">", "<=", ">="] as const;
export type FilterOperator = (typeof filterOperators)[number];

/** One condition of a list; all must hold. */
export const filterSchema = z.object({
  field: z.string(),
  operator: z.enum(filterOperators).default("="),
  value: z.unknown(),
});
/** A condition of a list, for example `{ field: "name", operator: "=", value: "a.png" }`. All conditions must be met. */
export interface Filter {
  /** Field that is compared, by the API's name. */
  field: string;
  /** Comparison. Default `=`. */
  operator?: (typeof filterOperators)[number] | undefined;
  /** What the field is compared with; a list for `in` and `!in`. */
  value: unknown;
}

/** A page of a list by number: `total` counts all, `entities` are this page's. */
export function pageSchema<T extends z.ZodType>(entity: T) {
  return z.object({
    total: z.int().nonnegative(),
    perPage: z.int().nonnegative(),
    pagesCount: z.int().nonnegative().optional(),
    /** Present in token mode: the next page's token, null at the end. */
    after: z.string().nullish(),
    entities: z.array(entity),
  });
}

/** The body of every answer that is not 200. */
export const errorBodySchema = z.object({
  error: z.string(),
  details: z.unknown().optional(),
});
/** {@link errorBodySchema} as the local instance writes it: always with `details`. */
export type ErrorBody = { error: string; details: unknown };
