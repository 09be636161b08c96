/** Tags of an upload: creates missing tags and adds them to images that do not have them. */
import { suggest } from "../../base/text/nearest.js";
import { shown } from "../../domain/arguments/shown.js";
import { type ArgumentError, badArgument } from "../../domain/errors.js";
import { findNamed } from "../../domain/names.js";
import type { ProjectMeta } from "../../domain/records/project-meta.js";
import { type PlanEntry, planEntry, type StepContext } from "../core/node.js";
import type { WantedTag } from "../project/meta-spec.js";
import type { CorrectedOutcome, DoneFile } from "./upload-work.js";

type Values = Readonly<Record<string, string | number | null>>;

/** Returns the tags that are missing in a project. @throws {ArgumentError} an existing tag cannot have the value */
export function missingTags(tags: Values, meta: Pick<ProjectMeta, "tags">): readonly WantedTag[] {
  return Object.entries(tags).flatMap(([name, value]): readonly WantedTag[] => {
    const existing = findNamed(meta.tags, name);
    if (existing === undefined) return [{ name, valueType: typeOf(value) }];
    if (existing.applicableTo === "objectsOnly") throw wrong(name, value, "a tag for images", "choose another tag");
    const { valueType, possibleValues } = existing;
    const isFitting =
      valueType === "oneof_string" || valueType === "any_string"
        ? typeof value === "string"
        : valueType === "none"
          ? value === null
          : valueType !== "any_number" || typeof value === "number";
    const expected = texts[valueType] ?? "another kind of value";
    if (!isFitting) throw wrong(name, value, expected);
    if (valueType === "oneof_string" && !possibleValues?.includes(String(value))) {
      throw wrong(name, value, expected, suggest(String(value), possibleValues ?? []));
    }
    return [];
  });
}

const texts: Readonly<Record<string, string>> = {
  none: "null (no value)",
  any_number: "a number",
  any_string: "a string",
  oneof_string: "one of its values",
};

function typeOf(value: string | number | null): WantedTag["valueType"] {
  if (value === null) return "none";
  return typeof value === "number" ? "any_number" : "any_string";
}

function wrong(name: string, value: string | number | null, expected: string, hint?: string): ArgumentError {
  return badArgument("upload", `tags.${name}`, `tags.${name} is ${shown(value)}, expected ${expected}`, hint);
}

/** Returns the plan entries of missing tags. */
export function tagEntries(tags: Values, meta: Pick<ProjectMeta, "tags"> | undefined): readonly PlanEntry[] {
  const missing = missingTags(tags, meta ?? { tags: [] });
  return missing.map(({ name, valueType }) => planEntry("create", `tag '${name}'`, texts[valueType]));
}

/** Adds the tags to images that do not have them. Existing tags with other values are kept. */
export async function addTags(
  tags: Values,
  meta: Pick<ProjectMeta, "tags">,
  images: readonly DoneFile[],
  context: StepContext,
): Promise<readonly CorrectedOutcome[]> {
  const api = await context.api();
  for (const [name, value] of Object.entries(tags)) {
    const tag = findNamed(meta.tags, name);
    if (tag?.id == null) continue;
    const without = images.filter((image) => !image.tags.some(({ tagId }) => tagId === tag.id));
    const ids = [...new Set(without.map(({ imageId }) => imageId))];
    if (ids.length > 0) await api.image.addTagBatch(ids, tag.id, value ?? undefined, context);
  }
  return [];
}
