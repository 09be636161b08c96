/** Schemas for the meta of a project in requests. Unknown fields are rejected, so that misspelled ones are not lost. */
import { z } from "zod";
import { defined } from "../../base/defined.js";
import { nameKey } from "../../domain/names.js";
import { count, fields, flag, id, name, record, text, textUpTo } from "../http/fields.js";
import { invalid } from "../http/problem.js";
import type { NewClass, NewTag } from "./meta-store.js";
import { type RuledTag, typedValue } from "./tag-rules.js";

// The shapes of the official SDK, which cannot read classes of other shapes.
const shapes = [
  "any",
  "rectangle",
  "polygon",
  "multipolygon",
  "line",
  "polyline",
  "bitmap",
  "alpha_mask",
  "point",
  "graph",
  "cuboid",
  "cuboid_2d",
  "cuboid_3d",
  "oriented_bbox",
  "point_3d",
  "point_cloud",
  "polyline_3d",
  "mask_3d",
  "mesh",
  "closed_surface_mesh",
  "multichannelBitmap",
] as const;

/** The shape of a class. */
export const shape = z.enum(shapes);
/** A color in the API's format. */
export const color = z.string().regex(/^#[0-9a-fA-F]{6}$/, "must be a color as #RRGGBB");
/** A hotkey in the labeling tool. */
export const hotkey = textUpTo(255).nullish();
const seconds = count.pipe(z.int().nonnegative()).nullish();

const classInput = fields({
  id: id.nullish(),
  title: name,
  description: text.nullish(),
  shape,
  color: color.default("#D0021B"),
  hotkey,
  geometry_config: z.record(z.string(), z.unknown()).nullish(),
});

/** The kinds of items that may have a tag. */
export const applicableType = z.enum(["all", "imagesOnly", "objectsOnly"]);
/** Whether a tag is for whole videos or for frames; stored for clients that use it. */
export const targetType = z.enum(["all", "framesOnly", "entitiesOnly"]);

/** The type of a tag's values. */
export const valueType = z.enum(["none", "any_number", "any_string", "oneof_string", "date"]);

const tagInput = fields({
  id: id.nullish(),
  name,
  value_type: valueType,
  values: z.array(name).max(10_000).nullish(),
  color: color.nullish(),
  hotkey,
  applicable_type: applicableType.nullish(),
  classes: z.array(z.string()).nullish(),
  target_type: targetType.nullish(),
  frame_range_min_length: seconds,
  frame_range_max_length: seconds,
  default: flag.nullish(),
  default_value: z.union([z.string(), z.number()]).nullish(),
});

/** The `meta` field of `projects.meta.update`. */
export const metaInput = record(
  fields({
    classes: z.array(classInput).max(10_000),
    tags: z.array(tagInput).max(10_000),
    projectType: z.literal("images", "is not supported: the local instance only has image projects").nullish(),
    projectSettings: z.record(z.string(), z.unknown()).nullish(),
  }),
);
export type MetaInput = z.output<typeof metaInput>;

/** Converts the meta of a request. @throws {Problem} duplicate names, or inconsistent fields of a tag */
export function readMeta(input: MetaInput): { classes: NewClass[]; tags: NewTag[] } {
  const titles = input.classes.map((each) => each.title);
  rejectDuplicates(titles, (index) => `meta.classes.${index}.title`);
  rejectDuplicates(
    input.tags.map((each) => each.name),
    (index) => `meta.tags.${index}.name`,
  );
  return {
    classes: input.classes.map(({ description, hotkey, geometry_config, ...rest }) => ({
      ...rest,
      description: description ?? "",
      hotkey: hotkey ?? "",
      settings: geometry_config == null ? {} : { geometry_config },
    })),
    tags: input.tags.map((tag, index) => readTag(tag, `meta.tags.${index}`)),
  };
}

function readTag(tag: MetaInput["tags"][number], path: string): NewTag {
  const values = tag.values ?? [];
  const isChoice = tag.value_type === "oneof_string";
  if (isChoice && values.length === 0) throw invalid(`${path}.values`, "is required for oneof_string", "any.required");
  if (!isChoice && values.length > 0) {
    throw invalid(`${path}.values`, `are only allowed for oneof_string, not for ${tag.value_type}`, "any.only");
  }
  rejectDuplicates(values, (index) => `${path}.values.${index}`);
  const settings = {
    value_type: tag.value_type,
    ...(isChoice ? { values } : {}),
    applicable_type: tag.applicable_type ?? "all",
    classes: (tag.classes ?? []).map(nameKey),
    target_type: tag.target_type ?? "all",
    // Null clears a stored value.
    ...defined({
      frame_range_min_length: tag.frame_range_min_length,
      frame_range_max_length: tag.frame_range_max_length,
      default: tag.default,
      default_value: tag.default_value,
    }),
  };
  const meta: RuledTag = { name: tag.name, settings };
  if (tag.default_value != null) typedValue(meta, tag.default_value, `${path}.default_value`);
  return { id: tag.id, name: tag.name, color: tag.color ?? "#9013FE", hotkey: tag.hotkey ?? "", settings };
}

/** Rejects duplicate names. @throws {Problem} */
export function rejectDuplicates(names: readonly string[], pathOf: (index: number) => string): void {
  const seen = new Set<string>();
  for (const [index, each] of names.entries()) {
    if (seen.has(each)) throw invalid(pathOf(index), `"${each}" is a duplicate`, "array.unique");
    seen.add(each);
  }
}
