/** Compares the classes and tags of an import with those of the project. */
import type { MetaChange, ObjectClassChange, TagChange } from "../../client/project/meta-change-input.js";
import { type ArgumentError, badArgument } from "../../domain/errors.js";
import type { FileAnnotation, FileTag } from "../../domain/formats/file-annotation.js";
import { findNamed, isSameName, namedIndex } from "../../domain/names.js";
import type { ObjectClass, ProjectMeta, TagMeta } from "../../domain/records/project-meta.js";
import { type PlanEntry, planEntry } from "../core/node.js";
import { kindText } from "../project/ensure-meta.js";
import { folderError } from "./import-files.js";

type Meta = Pick<ProjectMeta, "classes" | "tags">;

/** Changes of the project's meta that an import needs, and differences it cannot resolve. */
export interface ImportMeta {
  readonly change: Required<Pick<MetaChange, "classes" | "tags">>;
  readonly problems: readonly string[];
  readonly entries: readonly PlanEntry[];
  /** Tags as they are after the import; those of the folder if it cannot be imported. */
  readonly tags: readonly TagMeta[];
}

const hint = "import into another project, or rename the class or tag";

/** Compares the folder's meta with the project's. Colors and hotkeys of existing classes are kept. */
export function planImportMeta(wanted: Meta, existing: Meta): ImportMeta {
  const problems: string[] = [];
  const entries: PlanEntry[] = [];
  const classOf = namedIndex(existing.classes, ({ name }) => name);
  const tagOf = namedIndex(existing.tags, ({ name }) => name);
  const classes = wanted.classes.flatMap((one): readonly ObjectClassChange[] => {
    const current = classOf(one.name);
    if (current === undefined) {
      entries.push(planEntry("create", `class '${one.name}'`, one.shape));
      return [newClass(one)];
    }
    if (!fits(current.shape, one.shape)) {
      problems.push(`class '${current.name}' exists with shape ${current.shape}, not ${one.shape}`);
    }
    return [];
  });
  const tags = wanted.tags.flatMap((one): readonly TagChange[] => {
    const current = tagOf(one.name);
    if (current === undefined) {
      entries.push(planEntry("create", `tag '${one.name}'`, kindText(one.valueType)));
      return [newTag(one)];
    }
    if (current.valueType !== one.valueType) {
      problems.push(`tag '${current.name}' exists with ${kindText(current.valueType)}, not ${kindText(one.valueType)}`);
      return [];
    }
    const values = (one.possibleValues ?? []).filter((value) => current.possibleValues?.includes(value) !== true);
    if (values.length === 0) return [];
    entries.push(planEntry("change", `tag '${current.name}'`, `values: ${values.join(", ")}`));
    return [{ name: current.name, possibleValues: [...(current.possibleValues ?? []), ...values] }];
  });
  const kept = existing.tags.map((one) => {
    const added = tags.find(({ name }) => name === one.name)?.possibleValues;
    return added === undefined ? one : { ...one, possibleValues: added };
  });
  const added = wanted.tags.filter(({ name }) => tagOf(name) === undefined);
  return {
    change: { classes, tags },
    tags: problems.length === 0 ? [...kept, ...added] : wanted.tags,
    problems,
    entries: [...problems.map((what) => planEntry("problem", what, hint)), ...entries],
  };
}

/** Creates the error for differences between folder and project. */
export function metaError(problems: readonly string[]): ArgumentError {
  return badArgument("import", "folder", problems.join("; "), hint);
}

/** Creates the error for an annotation that contradicts classes or tags. */
export function annotationError(path: string, problem: string): ArgumentError {
  return folderError(
    `the annotation of '${path}' ${problem}`,
    "correct the annotation, or import into another project",
  );
}

function fits(existing: string, wanted: string): boolean {
  // The shape of a COCO category without objects is unknown: any.
  return existing === "any" || existing === wanted || wanted === "any";
}

function newClass({ id: _id, color, ...rest }: ObjectClass) {
  return color === "" ? { name: rest.name, shape: rest.shape } : { color, ...rest };
}

function newTag({ id: _id, ...rest }: TagMeta) {
  return rest;
}

/** Describes how an annotation contradicts the folder's classes and the tags; undefined if it does not. */
export function annotationProblem(
  { tags, objects }: FileAnnotation,
  { classes }: Pick<ProjectMeta, "classes">,
  knownTags: readonly TagMeta[],
): string | undefined {
  for (const { classTitle, geometry, tags: objectTags } of objects) {
    const known = findNamed(classes, classTitle);
    if (known === undefined) return `has an object of class '${classTitle}', which is missing in meta.json`;
    const { type } = geometry;
    if (known.shape !== "any" && known.shape !== type && !(known.shape === "polyline" && type === "line")) {
      return `has a ${type} of class '${classTitle}', whose shape is ${known.shape}`;
    }
    for (const tag of objectTags) {
      const problem = tagProblem(tag, knownTags, known.name);
      if (problem !== undefined) return `has an object with tag '${tag.name}', ${problem}`;
    }
  }
  for (const tag of tags) {
    const problem = tagProblem(tag, knownTags, undefined);
    if (problem !== undefined) return `has tag '${tag.name}', ${problem}`;
  }
  return undefined;
}

/** `onClass`: the class of the object that has the tag; undefined for a tag of the image. */
function tagProblem(
  { name, value }: FileTag,
  tags: readonly TagMeta[],
  onClass: string | undefined,
): string | undefined {
  const known = findNamed(tags, name);
  if (known === undefined) return "which is missing in meta.json";
  const { valueType, possibleValues, applicableTo, applicableClasses } = known;
  if (onClass === undefined && applicableTo === "objectsOnly") return "which is for objects only";
  if (onClass !== undefined && applicableTo === "imagesOnly") return "which is for images only";
  const isOfClass = applicableClasses.length === 0 || applicableClasses.some((one) => isSameName(one, onClass ?? one));
  if (!isOfClass) return `which is for objects of class ${applicableClasses.join(", ")}`;
  const isFitting =
    valueType === "none"
      ? value === null
      : valueType === "any_number"
        ? typeof value === "number"
        : valueType !== "oneof_string" || possibleValues?.some((one) => isSameName(one, String(value)));
  return isFitting === true
    ? undefined
    : `whose value cannot be ${JSON.stringify(value)}: it takes ${kindText(valueType)}`;
}
