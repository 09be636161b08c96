/** Compares the classes and tags of an import with those of the project. */
import type { MetaChange, ObjectClassChange, TagChange } from "../../client/project/meta-change.js";
import { ArgumentError } from "../../domain/errors.js";
import type { FileAnnotation } from "../../domain/formats/file-annotation.js";
import { findNamed } from "../../domain/names.js";
import type { ObjectClass, ProjectMeta, TagMeta } from "../../domain/records/project.js";
import type { PlanEntry } from "../core/node.js";
import { kindText } from "../project/ensure-meta.js";

type Meta = Pick<ProjectMeta, "classes" | "tags">;

/** Changes of the project's meta that an import needs, and differences it cannot resolve. */
export interface ImportMeta {
  readonly change: Required<Pick<MetaChange, "classes" | "tags">>;
  readonly problems: readonly string[];
  readonly entries: readonly PlanEntry[];
}

const hint = "import into another project, or rename the class or tag";

/** Compares the folder's meta with the project's. Colors and hotkeys of existing classes are kept. */
export function planImportMeta(wanted: Meta, existing: Meta): ImportMeta {
  const problems: string[] = [];
  const entries: PlanEntry[] = [];
  const classes = wanted.classes.flatMap((one): readonly ObjectClassChange[] => {
    const known = findNamed(existing.classes, one.name);
    if (known === undefined) {
      entries.push({ action: "create", what: `class '${one.name}'`, note: one.shape });
      return [newClass(one)];
    }
    if (!fits(known.shape, one.shape)) {
      problems.push(`class '${known.name}' exists with shape ${known.shape}, not ${one.shape}`);
    }
    return [];
  });
  const tags = wanted.tags.flatMap((one): readonly TagChange[] => {
    const known = findNamed(existing.tags, one.name);
    if (known === undefined) {
      entries.push({ action: "create", what: `tag '${one.name}'`, note: kindText(one.valueType) });
      return [newTag(one)];
    }
    if (known.valueType !== one.valueType) {
      problems.push(`tag '${known.name}' exists with ${kindText(known.valueType)}, not ${kindText(one.valueType)}`);
      return [];
    }
    const values = (one.possibleValues ?? []).filter((value) => known.possibleValues?.includes(value) !== true);
    if (values.length === 0) return [];
    entries.push({ action: "change", what: `tag '${known.name}'`, note: `values: ${values.join(", ")}` });
    return [{ name: known.name, possibleValues: [...(known.possibleValues ?? []), ...values] }];
  });
  return {
    change: { classes, tags },
    problems,
    entries: [...problems.map((what): PlanEntry => ({ action: "problem", what, note: hint })), ...entries],
  };
}

/** Creates the error for differences between folder and project. */
export function metaError(problems: readonly string[]): ArgumentError {
  return new ArgumentError(problems.join("; "), { method: "import", argument: "folder", hint });
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

/** Describes how an annotation contradicts the folder's own classes and tags; undefined if it does not. */
export function annotationProblem(
  { tags, objects }: FileAnnotation,
  { classes, tags: knownTags }: Meta,
): string | undefined {
  for (const { classTitle, geometry, tags: own } of objects) {
    const known = findNamed(classes, classTitle);
    if (known === undefined) return `has an object of class '${classTitle}', which is missing in meta.json`;
    const { type } = geometry;
    if (known.shape !== "any" && known.shape !== type && !(known.shape === "polyline" && type === "line")) {
      return `has a ${type} of class '${classTitle}', whose shape is ${known.shape}`;
    }
    const tag = own.find(({ name }) => findNamed(knownTags, name) === undefined);
    if (tag !== undefined) return `has an object with tag '${tag.name}', which is missing in meta.json`;
  }
  const tag = tags.find(({ name }) => findNamed(knownTags, name) === undefined);
  return tag === undefined ? undefined : `has tag '${tag.name}', which is missing in meta.json`;
}
