/** Classes and tags of an import: which are missing in the project, and which contradict it. */
import type { MetaChange, ObjectClassChange, TagChange } from "../../client/project/meta-change.js";
import { ArgumentError } from "../../domain/errors.js";
import type { FileAnnotation } from "../../domain/formats/file-annotation.js";
import { findNamed } from "../../domain/names.js";
import type { ObjectClass, ProjectMeta, TagMeta } from "../../domain/records/project.js";
import type { PlanEntry } from "../core/node.js";
import { kindText } from "../project/ensure-meta.js";

type Meta = Pick<ProjectMeta, "classes" | "tags">;

/** What becomes of the project's meta. */
export interface ImportMeta {
  readonly change: Required<Pick<MetaChange, "classes" | "tags">>;
  readonly problems: readonly string[];
  readonly entries: readonly PlanEntry[];
}

const hint = "Import into another project, or choose other names.";

/** Compares what the folder has with what is there. Colors and hotkeys of what is there stay. */
export function planImportMeta(wanted: Meta, there: Meta): ImportMeta {
  const problems: string[] = [];
  const entries: PlanEntry[] = [];
  const classes = wanted.classes.flatMap((one): readonly ObjectClassChange[] => {
    const known = findNamed(there.classes, one.name);
    if (known === undefined) {
      entries.push({ action: "create", what: `class '${one.name}'`, note: one.shape });
      return [newClass(one)];
    }
    if (!fits(known.shape, one.shape)) {
      problems.push(`class '${known.name}' is there as ${known.shape}, not ${one.shape}`);
    }
    return [];
  });
  const tags = wanted.tags.flatMap((one): readonly TagChange[] => {
    const known = findNamed(there.tags, one.name);
    if (known === undefined) {
      entries.push({ action: "create", what: `tag '${one.name}'`, note: kindText(one.valueType) });
      return [newTag(one)];
    }
    if (known.valueType !== one.valueType) {
      problems.push(`tag '${known.name}' is there with ${kindText(known.valueType)}, not ${kindText(one.valueType)}`);
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

/** The error of a contradiction. */
export function contradiction(problems: readonly string[]): ArgumentError {
  return new ArgumentError(problems.join("; "), { method: "import", argument: "folder", hint });
}

function fits(there: string, wanted: string): boolean {
  // A category without objects says nothing of its shape.
  return there === "any" || there === wanted || wanted === "any";
}

function newClass({ id: _id, color, ...rest }: ObjectClass) {
  return color === "" ? { name: rest.name, shape: rest.shape } : { color, ...rest };
}

function newTag({ id: _id, ...rest }: TagMeta) {
  return rest;
}

/** What of an annotation the folder's own classes and tags contradict; undefined where nothing does. */
export function strangerIn({ tags, objects }: FileAnnotation, { classes, tags: known }: Meta): string | undefined {
  for (const { classTitle, geometry, tags: own } of objects) {
    const there = findNamed(classes, classTitle);
    if (there === undefined) return `has an object of class '${classTitle}', which meta.json does not have`;
    const { type } = geometry;
    if (there.shape !== "any" && there.shape !== type && !(there.shape === "polyline" && type === "line")) {
      return `has a ${type} of class '${classTitle}', which is of shape ${there.shape}`;
    }
    const tag = own.find(({ name }) => findNamed(known, name) === undefined);
    if (tag !== undefined) return `has an object with tag '${tag.name}', which meta.json does not have`;
  }
  const tag = tags.find(({ name }) => findNamed(known, name) === undefined);
  return tag === undefined ? undefined : `has tag '${tag.name}', which meta.json does not have`;
}
