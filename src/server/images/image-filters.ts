/** The filters of `images.list` that the labeling interface offers too: by name, tag, class, person, job. */
import { z } from "zod";
import { count, flag, id, list, record } from "../http/fields.js";
import type { Condition } from "../http/listing.js";

const include = flag.default(true);
const edge = count.pipe(z.int().nonnegative()).nullish();

const filter = z.discriminatedUnion("type", [
  z.object({ type: z.literal("images_filename"), data: z.object({ value: z.string() }) }),
  z.object({
    type: z.literal("images_tag"),
    data: z.object({ tagId: id, include, value: z.union([z.string(), z.number()]).nullish() }),
  }),
  z.object({
    type: z.literal("objects_tag"),
    data: z.object({ tagId: id, include, value: z.union([z.string(), z.number()]).nullish(), from: edge, to: edge }),
  }),
  // The official SDK asks for images with any object at all by a class of null.
  z.object({
    type: z.literal("objects_class"),
    data: z.object({ classId: id.nullish(), include, from: edge, to: edge }),
  }),
  z.object({ type: z.literal("objects_annotator"), data: z.object({ userId: id, include, from: edge, to: edge }) }),
  z.object({ type: z.literal("tagged_by_annotator"), data: z.object({ userId: id, include }) }),
  z.object({ type: z.literal("job"), data: z.object({ jobId: id, include }) }),
  z.object({ type: z.literal("issues_count"), data: z.object({ include, from: edge, to: edge }) }),
  z.object({ type: z.literal("entities_collection"), data: z.object({ collectionId: id, include }) }),
  z.object({
    type: z.literal("entities_ai_search_collection"),
    data: z.object({
      collectionId: id,
      include,
      threshold: z.number().nullish(),
      thresholdDirection: z.enum(["above", "below"]).default("above"),
    }),
  }),
]);
type ImageFilter = z.output<typeof filter>;

/** The `filters` field: conditions on `images i`. */
export const imageFilters = list(record(filter), 50)
  .default([])
  .transform((filters) => filters.map(conditionOf));

const imagesTagged = "i.id IN (SELECT imageId FROM imageTags WHERE tagId = ?";
const collected = "i.id IN (SELECT imageId FROM collectionItems WHERE collectionId = ?";

function conditionOf({ type, data }: ImageFilter): Condition {
  switch (type) {
    case "images_filename":
      return { sql: "instr(lower(i.name), lower(?)) > 0", values: [data.value] };
    case "images_tag":
      return data.value == null
        ? unless(data.include, { sql: `${imagesTagged})`, values: [data.tagId] })
        : unless(data.include, {
            sql: `${imagesTagged} AND value = ?)`,
            values: [data.tagId, JSON.stringify(data.value)],
          });
    case "tagged_by_annotator":
      return unless(data.include, {
        sql: "i.id IN (SELECT imageId FROM imageTags WHERE labelerId = ?)",
        values: [data.userId],
      });
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
        values: [data.from ?? 1, data.to ?? Number.MAX_SAFE_INTEGER],
      });
    case "objects_class":
      return counted(
        "SELECT count(*) FROM figures f WHERE f.imageId = i.id AND f.classId = coalesce(?, f.classId)",
        data.classId ?? null,
        data,
      );
    case "objects_annotator":
      return counted("SELECT count(*) FROM figures f WHERE f.imageId = i.id AND f.labelerId = ?", data.userId, data);
    case "objects_tag": {
      const tagged = "SELECT figureId FROM figureTags WHERE tagId = ?";
      if (data.value == null) {
        return counted(
          `SELECT count(*) FROM figures f WHERE f.imageId = i.id AND f.id IN (${tagged})`,
          data.tagId,
          data,
        );
      }
      const { sql, values } = counted(
        `SELECT count(*) FROM figures f WHERE f.imageId = i.id AND f.id IN (${tagged} AND value = ?)`,
        data.tagId,
        data,
      );
      const [tagId = 0, ...rest] = values;
      return { sql, values: [tagId, JSON.stringify(data.value), ...rest] };
    }
  }
}

function unless(isIncluded: boolean, { sql, values }: Condition): Condition {
  return { sql: isIncluded ? sql : `NOT (${sql})`, values };
}

/** At least `from` (one, when it is not said) and at most `to` objects. */
function counted(
  select: string,
  of: number | null,
  { include, from, to }: { include: boolean; from?: number | null | undefined; to?: number | null | undefined },
): Condition {
  const upper = to == null ? Number.MAX_SAFE_INTEGER : to;
  return unless(include, { sql: `(${select}) BETWEEN ? AND ?`, values: [of, from ?? 1, upper] });
}
