/** The filters of `images.list` and `figures.list`: by name, tag, class, person, job and others. */
import { z } from "zod";
import { typoOf } from "../../base/text/nearest.js";
import type { Value } from "../db/database.js";
import type { Condition } from "../http/conditions.js";
import { count, fields, flag, id, list, record } from "../http/fields.js";

const include = flag.default(true);
const edge = count.pipe(z.int().nonnegative()).nullish();
const value = z.union([z.string(), z.number()]).nullish();

/**
 * Data with a range of counts. An inverted range is rejected: neither the SDK nor the API's documentation says what it
 * selects.
 */
function ranged<S extends z.ZodRawShape>(shape: S) {
  return fields(shape).superRefine((data, context) => {
    const parsed = z.object({ from: edge, to: edge }).safeParse(data).data;
    if (parsed?.from == null || parsed.to == null || parsed.from <= parsed.to) return;
    const message = `is ${parsed.to}, expected at least "from", which is ${parsed.from}`;
    context.addIssue({ code: "custom", path: ["to"], message });
  });
}

/** The range of a filter, by default at least 1; at most 0 means none. */
function rangeOf({ from, to }: { from?: number | null | undefined; to?: number | null | undefined }): [number, number] {
  return [from ?? (to === 0 ? 0 : 1), to ?? Number.MAX_SAFE_INTEGER];
}

const kinds = [
  fields({ type: z.literal("images_filename"), data: fields({ value: z.string() }) }),
  // Without a tag, class or person, any of them matches.
  fields({ type: z.literal("images_tag"), data: fields({ tagId: id.nullish(), include, value }) }),
  fields({
    type: z.literal("objects_tag"),
    data: ranged({ tagId: id.nullish(), include, value, from: edge, to: edge }),
  }),
  fields({
    type: z.literal("objects_class"),
    data: ranged({ classId: id.nullish(), include, from: edge, to: edge }),
  }),
  fields({
    type: z.literal("objects_annotator"),
    data: ranged({ userId: id.nullish(), include, from: edge, to: edge }),
  }),
  fields({ type: z.literal("tagged_by_annotator"), data: fields({ userId: id.nullish(), include }) }),
  fields({ type: z.literal("job"), data: fields({ jobId: id, include }) }),
  fields({ type: z.literal("issues_count"), data: ranged({ include, from: edge, to: edge }) }),
  fields({ type: z.literal("entities_collection"), data: fields({ collectionId: id, include }) }),
  fields({
    type: z.literal("entities_ai_search_collection"),
    data: fields({
      collectionId: id,
      include,
      threshold: z.number().nullish(),
      thresholdDirection: z.enum(["above", "below"]).default("above"),
    }),
  }),
] as const;
const types: readonly string[] = kinds.flatMap(({ shape }) => [...shape.type.values]);
const filter = z.discriminatedUnion("type", kinds, { error: ({ input }) => typeText(input) });
type ImageCondition = z.output<typeof filter>;

/** Explains that the type of a filter is missing or unknown. */
function typeText(input: unknown): string | undefined {
  if (typeof input !== "object" || input === null || Array.isArray(input)) return undefined;
  const type = "type" in input ? input.type : undefined;
  if (type === undefined) return `is missing, expected ${types.join(", ")}`;
  if (typeof type !== "string") return `must be a string, one of ${types.join(", ")}`;
  const typeName = type.slice(0, 80);
  const suggestion = typoOf(typeName, types);
  const hint = suggestion === undefined ? `the types are ${types.join(", ")}` : `did you mean "${suggestion}"?`;
  return `unknown type of filter ${JSON.stringify(typeName)}; ${hint}`;
}

type ObjectFilter = Extract<ImageCondition, { type: `objects_${string}` }>;

/** The `filters` field. */
export const filtersField = list(record(filter), 50).default([]);

/** The `filters` field, converted to conditions on `images i`. */
export const imageFilters = filtersField.transform((filters) => filters.map(imageCondition));

const collected = "i.id IN (SELECT imageId FROM collectionItems WHERE collectionId = ?";

/** The `filters` field, converted to conditions on `figures f`. Object filters select objects, image filters their images. */
export const figureFilters = filtersField.transform((filters) =>
  filters.map((each): Condition => {
    if (isObjectFilter(each)) return unless(each.data.include, objectCondition(each));
    const { sql, values } = imageCondition(each);
    return { sql: `f.imageId IN (SELECT i.id FROM images i WHERE ${sql})`, values };
  }),
);

function isObjectFilter(each: ImageCondition): each is ObjectFilter {
  return each.type.startsWith("objects_");
}

function imageCondition(each: ImageCondition): Condition {
  const { type, data } = each;
  switch (type) {
    case "images_filename":
      return { sql: "instr(lower(i.name), lower(?)) > 0", values: [data.value] };
    case "images_tag":
      return unless(data.include, taggedBy("i.id IN (SELECT imageId FROM imageTags", data));
    case "tagged_by_annotator": {
      const { sql, values } = data.userId == null ? { sql: "1", values: [] } : whose("labelerId", data.userId);
      return unless(data.include, { sql: `i.id IN (SELECT imageId FROM imageTags WHERE ${sql})`, values });
    }
    case "job":
      return unless(data.include, {
        sql: "i.id IN (SELECT imageId FROM jobImages WHERE jobId = ?)",
        values: [data.jobId],
      });
    case "entities_collection":
      return unless(data.include, { sql: `${collected})`, values: [data.collectionId] });
    case "entities_ai_search_collection":
      return data.threshold == null
        ? unless(data.include, { sql: `${collected})`, values: [data.collectionId] })
        : unless(data.include, {
            sql: `${collected} AND score ${data.thresholdDirection === "above" ? ">=" : "<="} ?)`,
            values: [data.collectionId, data.threshold],
          });
    case "issues_count":
      return unless(data.include, {
        sql: "(SELECT count(*) FROM issues s WHERE s.imageId = i.id) BETWEEN ? AND ?",
        values: rangeOf(data),
      });
    default:
      return counted(objectCondition(each), data);
  }
}

/** Converts an object filter to a condition on `figures f`. */
function objectCondition({ type, data }: ObjectFilter): Condition {
  switch (type) {
    case "objects_class":
      return data.classId == null ? { sql: "1", values: [] } : whose("f.classId", data.classId);
    case "objects_annotator":
      return data.userId == null ? { sql: "1", values: [] } : whose("f.labelerId", data.userId);
    case "objects_tag":
      return taggedBy("f.id IN (SELECT figureId FROM figureTags", data);
  }
}

function whose(column: string, id: number): Condition {
  return { sql: `${column} = ?`, values: [id] };
}

function taggedBy(
  from: string,
  data: { tagId?: number | null | undefined; value?: string | number | null | undefined },
): Condition {
  const conditions = ["1"];
  const values: Value[] = [];
  if (data.tagId != null) {
    conditions.push("tagId = ?");
    values.push(data.tagId);
  }
  if (data.value != null) {
    conditions.push("value = ?");
    values.push(JSON.stringify(data.value));
  }
  return { sql: `${from} WHERE ${conditions.join(" AND ")})`, values };
}

function unless(isIncluded: boolean, { sql, values }: Condition): Condition {
  return { sql: isIncluded ? sql : `NOT (${sql})`, values };
}

/** Returns the condition for the number of objects of an image. */
function counted(
  objects: Condition,
  { include, ...range }: { include: boolean; from?: number | null | undefined; to?: number | null | undefined },
): Condition {
  return unless(include, {
    sql: `(SELECT count(*) FROM figures f WHERE f.imageId = i.id AND ${objects.sql}) BETWEEN ? AND ?`,
    values: [...objects.values, ...rangeOf(range)],
  });
}
