/** The settings of a tag in methods for single tags. */
import { z } from "zod";
import { defined } from "../../base/defined.js";
import { count, fields, flag, id, textUpTo } from "../http/fields.js";
import type { ClassMeta } from "./meta-index.js";
import { applicableType, targetType, valueType } from "./meta-input.js";
import { type RuledTag, typedValue } from "./tag-rules.js";

const frames = count.pipe(z.int().nonnegative()).nullish();
const defaultValue = z.union([z.string(), z.number()]).nullish();

/** Settings as the official SDK sends them: camelCase, the type of values in `type`, and classes by id. */
export const tagSettingsInput = fields({
  type: valueType.optional(),
  values: z.array(textUpTo(255)).max(10_000).nullish(),
  applicableType: applicableType.optional(),
  targetType: targetType.optional(),
  classes: z.array(id).max(10_000).nullish(),
  frameRangeMinLength: frames,
  frameRangeMaxLength: frames,
  isDefault: flag.nullish(),
  defaultValue,
});

/** Settings of an edit, which also takes the names that projects.meta.update and the lists use. */
export const tagSettingsEdit = fields({
  ...tagSettingsInput.shape,
  value_type: valueType.optional(),
  applicable_type: applicableType.optional(),
  target_type: targetType.optional(),
  frame_range_min_length: frames,
  frame_range_max_length: frames,
  default: flag.nullish(),
  default_value: defaultValue,
});

interface ClassFinder {
  find(named: { id: number }, path: string): ClassMeta;
}

/** Converts settings to their stored form, without the fields that were not given; `path` is for errors. */
export function storedSettings(settings: z.output<typeof tagSettingsEdit>, classes: ClassFinder, path: string) {
  return defined({
    value_type: settings.value_type ?? settings.type,
    values: settings.values ?? undefined,
    applicable_type: settings.applicable_type ?? settings.applicableType,
    target_type: settings.target_type ?? settings.targetType,
    classes: settings.classes?.map((classId, at) => classes.find({ id: classId }, `${path}.classes.${at}`).name),
    frame_range_min_length: settings.frame_range_min_length ?? settings.frameRangeMinLength,
    frame_range_max_length: settings.frame_range_max_length ?? settings.frameRangeMaxLength,
    default: settings.default ?? settings.isDefault,
    default_value: settings.default_value ?? settings.defaultValue,
  });
}

/** Checks that a tag's default value, if any, has the type of its values. @throws {Problem} */
export function checkDefault(tag: RuledTag & { settings: { default_value?: unknown } }, path: string): void {
  const value = tag.settings.default_value;
  if (value != null) typedValue(tag, value, `${path}.defaultValue`);
}
