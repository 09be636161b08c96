/** Changes of a project's meta that leave alone what they do not mention. */
import { z } from "zod";
import { ArgumentError } from "../../domain/errors.js";
import type { ObjectClass, TagMeta } from "../../domain/records/project.js";
import { changesOf, check, checkShape, kinds, listOf } from "../http/arguments.js";
import { type Body, defined } from "../http/caller.js";

/** An object class to add, or to change by its name; what is left out stays. */
export type ObjectClassChange = Pick<ObjectClass, "name"> & Partial<Omit<ObjectClass, "name" | "id">>;

/** A tag to add, or to change by its name; what is left out stays. */
export type TagChange = Pick<TagMeta, "name"> & Partial<Omit<TagMeta, "name" | "id">>;

/** What becomes of a project's meta. */
export interface MetaChange {
  readonly classes?: readonly ObjectClassChange[];
  readonly tags?: readonly TagChange[];
  /** Names of what goes, with all its figures and tags on images. */
  readonly remove?: { readonly classes?: readonly string[]; readonly tags?: readonly string[] };
}

const changeable = { classes: listOf(kinds.fields), tags: listOf(kinds.fields), remove: kinds.fields };

/** Refuses a change that is none. @throws {ArgumentError} */
export function checkMetaChange(change: MetaChange): void {
  const method = "project.updateMeta";
  changesOf(method, change, ["classes", "tags", "remove"]);
  checkShape(method, "change", change, changeable);
  checkShape(method, "remove", change.remove ?? {}, { classes: kinds.names, tags: kinds.names });
  for (const { name } of [...(change.classes ?? []), ...(change.tags ?? [])]) check(method, "name", kinds.name, name);
}

/** A meta as it came, with every field of it: what is sent back must not be less. */
export const rawMetaSchema = z.looseObject({
  classes: z.array(z.looseObject({ title: z.string() })),
  tags: z.array(z.looseObject({ name: z.string() })),
});
export type RawMeta = z.output<typeof rawMetaSchema>;

/** The colours of what is added without one, as the product's palette begins. */
const palette = ["#D0021B", "#50E3C2", "#F5A623", "#4A90E2", "#7ED321", "#9013FE", "#8B572A", "#417505"];

/** `raw` with the change in it. */
export function changeMeta(raw: RawMeta, change: MetaChange): RawMeta {
  const { classes = [], tags = [], remove = {} } = change;
  const classNames = raw.classes.map(({ title }) => title);
  const tagNames = raw.tags.map(({ name }) => name);
  const goneClasses = known("class", remove.classes ?? [], classNames);
  const goneTags = known("tag", remove.tags ?? [], tagNames);
  return {
    ...raw,
    classes: merge(
      raw.classes.filter(({ title }) => !goneClasses.includes(title)).map((one) => [one.title, one] as const),
      classes.map((one) => [one.name, { title: one.name, ...classPatch(one) }] as const),
      (at) => ({ shape: "any", color: colorOf(classNames.length + at) }),
    ),
    tags: merge(
      raw.tags.filter(({ name }) => !goneTags.includes(name)).map((one) => [one.name, one] as const),
      tags.map((one) => [one.name, { name: one.name, ...tagPatch(one) }] as const),
      (at) => ({ value_type: "none", color: colorOf(tagNames.length + at), applicable_type: "all", classes: [] }),
    ),
  };
}

/** What a change of a class says, by the names of the wire. */
function classPatch({ description, shape, color, hotkey, geometryConfig }: ObjectClassChange): Body {
  return defined({ description, shape, color, hotkey, geometry_config: geometryConfig });
}

/** What a change of a tag says, by the names of the wire. */
function tagPatch(change: TagChange): Body {
  return defined({
    value_type: change.valueType,
    values: change.possibleValues,
    color: change.color,
    hotkey: change.hotkey,
    applicable_type: change.applicableTo,
    classes: change.applicableClasses,
    target_type: change.targetType,
  });
}

/** What was there, changed where it is mentioned; then what is new, with defaults for what it does not say. */
function merge<T extends object>(
  old: readonly (readonly [name: string, one: T])[],
  changes: readonly (readonly [name: string, patch: T])[],
  defaults: (at: number) => Body,
): T[] {
  const merged = new Map<string, T>(old);
  for (const [at, [name, patch]] of changes.entries()) {
    merged.set(name, { ...(merged.get(name) ?? defaults(at)), ...patch });
  }
  return [...merged.values()];
}

function colorOf(at: number): string {
  return palette[at % palette.length] ?? "#D0021B";
}

function known(kind: string, names: readonly string[], there: readonly string[]): readonly string[] {
  const missing = names.find((name) => !there.includes(name));
  if (missing === undefined) return names;
  throw new ArgumentError(`there is no ${kind} ${JSON.stringify(missing)} in the project`, {
    method: "project.updateMeta",
    argument: "remove",
    hint: there.length === 0 ? `it has no ${kind} at all` : `it has ${there.join(", ")}`,
  });
}
