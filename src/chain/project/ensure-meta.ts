/** Ensures the object classes and tags of a project: adds missing ones; differences to existing ones are errors. */
import { countText } from "../../base/text/count-text.js";
import type { MetaChange, ObjectClassChange, TagChange } from "../../client/project/meta-change-input.js";
import { type ArgumentError, badArgument, type SlylabError } from "../../domain/errors.js";
import { findNamed, isSameName, nameKey } from "../../domain/names.js";
import type { ObjectClass, ProjectMeta, TagMeta } from "../../domain/records/project-meta.js";
import { type PlanEntry, planEntry, type Step } from "../core/node.js";
import type { WantedClass, WantedMeta, WantedTag } from "./meta-spec.js";
import { emptyScope, type Scope } from "./scope.js";

// The API replaces the whole meta, so that concurrent runs can undo each other's changes.
const attempts = 3;

/** Changes of a project's meta, and differences that cannot be resolved. */
interface MetaPlan {
  readonly entries: readonly PlanEntry[];
  readonly change: Required<Pick<MetaChange, "classes" | "tags">>;
  readonly problems: readonly string[];
}

/** Creates the step that ensures classes and tags. Cost: one read if all exist; else three more requests. */
export function ensureMetaStep(wanted: WantedMeta): Step<Scope, Scope> {
  const parts = [
    ...(wanted.classes.length === 0 ? [] : [countText(wanted.classes.length, "class", "classes")]),
    ...(wanted.tags.length === 0 ? [] : [countText(wanted.tags.length, "tag")]),
  ];
  return {
    label: `ensure ${parts.join(" and ")}`,
    writes: true,
    async run(scope, context) {
      const api = await context.api();
      const { projectId } = scope;
      if (projectId === undefined) throw noProject();
      let meta = await api.project.getMeta(projectId, context);
      for (let attempt = 1; attempt <= attempts; attempt++) {
        const { problems, change } = planMeta(wanted, meta, projectId);
        if (problems.length > 0) throw contradiction(problems);
        if (change.classes.length === 0 && change.tags.length === 0) return scope;
        meta = await api.project.updateMeta(projectId, change, context);
      }
      const { problems, change } = planMeta(wanted, meta, projectId);
      if (problems.length > 0) throw contradiction(problems);
      if (change.classes.length === 0 && change.tags.length === 0) return scope;
      const [lost] = [...change.classes, ...change.tags];
      const what = `'${lost?.name}' disappeared from project ${projectId} after it was added`;
      const next = "stop the other program that replaces the project's meta, then run again";
      throw badArgument("ensureClasses", "classes", what, next);
    },
    outcome: () => parts.join(", "),
    async plan(scope = emptyScope, context) {
      const names = [...wanted.classes, ...wanted.tags].map(({ name }) => nameKey(name));
      const value = { ...scope, plannedNames: new Set([...(scope.plannedNames ?? []), ...names]) };
      if (scope.projectId === undefined) {
        const entries = [
          ...wanted.classes.map(({ name, shape }): PlanEntry => created("class", name, shape)),
          ...wanted.tags.map(({ name, valueType }): PlanEntry => created("tag", name, kindText(valueType))),
        ];
        return { entries, value };
      }
      const meta = await (await context.api()).project.getMeta(scope.projectId, context);
      return { entries: planMeta(wanted, meta, scope.projectId).entries, value };
    },
  };
}

/** Compares the wanted classes and tags with the existing ones. Sends nothing. */
export function planMeta(wanted: WantedMeta, meta: ProjectMeta, projectId: number): MetaPlan {
  const classes = wanted.classes.map((one) => planClass(one, findNamed(meta.classes, one.name)));
  const allClasses = [...meta.classes, ...wanted.classes];
  const tags = wanted.tags.map((one) => planTag(one, findNamed(meta.tags, one.name), allClasses));
  const all = [...classes, ...tags];
  const problems = all.flatMap(({ problem }) => (problem === undefined ? [] : [`${problem} in project ${projectId}`]));
  const reused = all.filter(({ problem, entry }) => problem === undefined && entry === undefined).length;
  return {
    problems,
    change: {
      classes: classes.flatMap(({ change }) => change ?? []),
      tags: tags.flatMap(({ change }) => change ?? []),
    },
    entries: [
      ...problems.map((what) => planEntry("problem", what, hint)),
      ...all.flatMap(({ entry }) => entry ?? []),
      ...(reused === 0 ? [] : [planEntry("reuse", `${reused} of the classes and tags`)]),
    ],
  };
}

const hint = "use the existing definition, or choose another name";

interface PartPlan<T> {
  readonly problem?: string | undefined;
  readonly entry?: PlanEntry | undefined;
  readonly change?: T | undefined;
}

function planClass(wanted: WantedClass, existing: ObjectClass | undefined): PartPlan<ObjectClassChange> {
  const { name, shape, color, hotkey } = wanted;
  if (existing === undefined) return { change: wanted, entry: created("class", name, shape) };
  if (wireShape(existing.shape) !== shape) {
    return { problem: `class '${existing.name}' exists with shape ${existing.shape}, not ${shape}` };
  }
  const isColorNew = color !== undefined && color.toLowerCase() !== existing.color.toLowerCase();
  const isHotkeyNew = hotkey !== undefined && hotkey !== existing.hotkey;
  if (!isColorNew && !isHotkeyNew) return {};
  const change = { ...(isColorNew ? { color } : {}), ...(isHotkeyNew ? { hotkey } : {}) };
  return { change: { name: existing.name, ...change }, entry: changed("class", existing.name, change) };
}

function planTag(
  wanted: WantedTag,
  existing: TagMeta | undefined,
  classes: readonly { readonly name: string }[],
): PartPlan<TagChange> {
  const { name, valueType, possibleValues = [], applicableTo, applicableClasses = [], color } = wanted;
  const unknown = applicableClasses.find((one) => findNamed(classes, one) === undefined);
  if (unknown !== undefined) return { problem: `tag '${name}' is for class '${unknown}', which does not exist` };
  if (existing === undefined) return { change: wanted, entry: created("tag", name, kindText(valueType)) };
  if (existing.valueType !== valueType) {
    return {
      problem: `tag '${existing.name}' exists with ${kindText(existing.valueType)}, not ${kindText(valueType)}`,
    };
  }
  if (applicableTo !== undefined && applicableTo !== existing.applicableTo) {
    return { problem: `tag '${existing.name}' exists for ${existing.applicableTo}, not ${applicableTo}` };
  }
  if (applicableClasses.length > 0 && existing.applicableClasses.length === 0) {
    return { problem: `tag '${existing.name}' exists for all classes, not ${applicableClasses.join(", ")}` };
  }
  const newValues = possibleValues.filter((value) => !existing.possibleValues?.includes(value));
  const newClasses = applicableClasses.filter(
    (one) => !existing.applicableClasses.some((other) => isSameName(one, other)),
  );
  const isColorNew = color !== undefined && color.toLowerCase() !== existing.color?.toLowerCase();
  if (newValues.length === 0 && newClasses.length === 0 && !isColorNew) return {};
  const change = {
    ...(newValues.length === 0 ? {} : { possibleValues: [...(existing.possibleValues ?? []), ...newValues] }),
    ...(newClasses.length === 0 ? {} : { applicableClasses: [...existing.applicableClasses, ...newClasses] }),
    ...(isColorNew ? { color } : {}),
  };
  return { change: { name: existing.name, ...change }, entry: changed("tag", existing.name, change) };
}

function wireShape(shape: string): string {
  return shape === "polyline" ? "line" : shape;
}

const kinds: Readonly<Record<string, string>> = {
  none: "no value",
  any_number: "a number",
  any_string: "a text",
  oneof_string: "one of several values",
  date: "a date",
};

/** Describes the kind of a tag's values, for example `a number`. */
export function kindText(valueType: string): string {
  return kinds[valueType] ?? valueType;
}

function created(kind: string, name: string, note: string): PlanEntry {
  return planEntry("create", `${kind} '${name}'`, note);
}

function changed(kind: string, name: string, change: object): PlanEntry {
  const parts = Object.entries(change).map(
    ([key, value]) => `${key}: ${Array.isArray(value) ? value.join(", ") : value}`,
  );
  return planEntry("change", `${kind} '${name}'`, parts.join("; "));
}

function contradiction(problems: readonly string[]): SlylabError {
  return badArgument("ensureClasses", "classes", problems.join("; "), hint);
}

function noProject(): ArgumentError {
  const hint = "start with project(…) or team(…).ensureProject(…)";
  return badArgument("ensureClasses", "project", "no project", hint);
}
