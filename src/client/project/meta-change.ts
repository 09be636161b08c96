/** Partial changes of a project's meta: what they do not mention is unchanged. */
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { defined } from "../../base/defined.js";
import { badArgument } from "../../domain/errors.js";
import { isSameName, namedIndex, nameKey } from "../../domain/names.js";
import type { Body } from "../http/caller.js";
import {
  type MetaChange,
  method,
  type NamedChange,
  type ObjectClassChange,
  type TagChange,
} from "./meta-change-input.js";

/** The meta with all fields of the response, because the API replaces it as a whole. */
export const rawMetaSchema = z.looseObject({
  classes: z.array(z.looseObject({ id: z.int().nullish(), title: z.string() })),
  tags: z.array(z.looseObject({ id: z.int().nullish(), name: z.string(), classes: z.array(z.string()).nullish() })),
});

export type RawMeta = z.output<typeof rawMetaSchema>;

/** Default colors of new classes and tags, the first ones of the product's palette, in upper case. */
const palette = ["#D0021B", "#50E3C2", "#F5A623", "#4A90E2", "#7ED321", "#9013FE", "#8B572A", "#417505"];

/** A class or tag to rename. */
export interface Rename {
  readonly id: number;
  readonly from: string;
  readonly to: string;
}

/** The requests of a change: first the new meta under the current names, then new names and values. */
export interface MetaSteps {
  /** Undefined if only names change. */
  readonly meta: RawMeta | undefined;
  readonly classNames: readonly Rename[];
  readonly tagNames: readonly (Rename & { readonly color: unknown })[];
  readonly tagValues: readonly { readonly tag: string; readonly values: Readonly<Record<string, string>> }[];
}

/** Computes the requests for a change of `raw`. @throws {ArgumentError} it uses an unknown id or name, or a taken name */
export function planMetaChange(raw: RawMeta, change: MetaChange): MetaSteps {
  const { remove = {} } = change;
  const goneClasses = existingNames("class", remove.classes ?? [], raw.classes.map(titleOf));
  const goneTags = existingNames("tag", remove.tags ?? [], raw.tags.map(nameOf));
  const classes = resolve("class", change.classes ?? [], raw.classes, titleOf);
  const tags = resolve("tag", change.tags ?? [], raw.tags, nameOf);
  const meta: RawMeta = {
    ...raw,
    classes: merge(
      raw.classes.filter((one) => !goneClasses.includes(one.title)).map((one) => [one.title, one] as const),
      classes.map(({ name, change: one }) => [name, { title: name, ...classPatch(one) }] as const),
      (newColor) => ({ shape: "any", color: newColor() }),
    ),
    tags: merge(
      raw.tags.filter((one) => !goneTags.includes(one.name)).map((one) => [one.name, one] as const),
      tags.map(({ name, change: one }) => [name, { name, ...tagPatch(one) }] as const),
      (newColor) => ({ value_type: "none", color: newColor(), applicable_type: "all", classes: [] }),
    ).map((tag) => withoutClasses(withoutValues(tag), goneClasses)),
  };
  const colors = new Map(meta.tags.map((tag) => [tag.id, tag.color]));
  return {
    meta: isDeepStrictEqual(meta, raw) ? undefined : meta,
    classNames: renamesOf("class", classes, meta.classes.map(titleOf)),
    tagNames: renamesOf("tag", tags, meta.tags.map(nameOf)).map((one) => ({ ...one, color: colors.get(one.id) })),
    tagValues: tags.flatMap(({ name, change: { renameValues } }) =>
      renameValues === undefined || Object.keys(renameValues).length === 0 ? [] : [{ tag: name, values: renameValues }],
    ),
  };
}

const titleOf = ({ title }: RawMeta["classes"][number]) => title;

const nameOf = ({ name }: RawMeta["tags"][number]) => name;

interface Resolved<Change> {
  /** The current name; for a new class or tag, its name. */
  readonly name: string;
  readonly change: Change;
  readonly rename: Rename | undefined;
}

/**
 * Resolves changes to classes and tags: an id of the project with another name is a rename, everything else goes by name,
 * because records of another project have other ids.
 */
function resolve<Change extends NamedChange, Row extends { readonly id?: number | null | undefined }>(
  kind: string,
  changes: readonly Change[],
  rows: readonly Row[],
  named: (row: Row) => string,
): Resolved<Change>[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const byName = namedIndex(rows, named);
  const resolved = changes.map((change): Resolved<Change> => {
    const { id, name } = change;
    const sameId = id == null ? undefined : byId.get(id);
    const row = sameId ?? (name === undefined ? undefined : byName(name));
    if (row === undefined && name === undefined) {
      const hint = `use one of ${rows.map((each) => `${each.id} (${named(each)})`).join(", ") || "none"}`;
      throw badArgument(method, "id", `the project has no ${kind} ${id}`, hint);
    }
    if (row === undefined || id == null || row.id !== id || name === undefined || isSameName(named(row), name)) {
      return { name: row === undefined ? (name ?? "") : named(row), change, rename: undefined };
    }
    return { name: named(row), change, rename: { id, from: named(row), to: name } };
  });
  const keys = resolved.map(({ name }) => nameKey(name));
  const seen = new Set<string>();
  const again = resolved.find((_one, at) => seen.size === seen.add(keys[at] ?? "").size);
  if (again === undefined) return resolved;
  const what = `the ${kind} ${JSON.stringify(again.name)} is changed twice`;
  throw badArgument(method, "name", what, "make one change of both, or a second call");
}

function renamesOf(kind: string, changes: readonly Resolved<NamedChange>[], names: readonly string[]): Rename[] {
  const renames = changes.flatMap(({ rename }) => (rename === undefined ? [] : [rename]));
  const freedNames = new Set(renames.map(({ from }) => nameKey(from)));
  const taken = new Set(names.map(nameKey).filter((key) => !freedNames.has(key)));
  for (const { to } of renames) {
    const key = nameKey(to);
    if (!taken.has(key)) {
      taken.add(key);
      continue;
    }
    const what = `the project already has a ${kind} ${JSON.stringify(to)}`;
    throw badArgument(method, "name", what, "choose another name, or remove that one first");
  }
  return inOrder(renames);
}

/** Orders renames so that each new name is free when its turn comes. Names that change places need a temporary one. */
function inOrder(renames: readonly Rename[]): Rename[] {
  const steps: Rename[] = [];
  let remaining = renames;
  while (remaining.length > 0) {
    const free = remaining.filter(({ to }) => !remaining.some(({ from }) => isSameName(from, to)));
    const [first, ...rest] = remaining;
    if (free.length > 0) {
      steps.push(...free);
      remaining = remaining.filter((one) => !free.includes(one));
    } else if (first !== undefined) {
      const temporary = `${first.to} (renaming ${first.id})`;
      steps.push({ ...first, to: temporary });
      remaining = [...rest, { ...first, from: temporary }];
    }
  }
  return steps;
}

/** Removes the possible values from a tag that is no longer a choice. */
function withoutValues(tag: RawMeta["tags"][number]): RawMeta["tags"][number] {
  if (tag.value_type === "oneof_string" || tag.values == null) return tag;
  const { values: _values, ...rest } = tag;
  return rest;
}

/** Removes deleted classes from a tag; a tag that applied only to them must not become valid for all classes. */
function withoutClasses(tag: RawMeta["tags"][number], removedClasses: readonly string[]): RawMeta["tags"][number] {
  const classes = tag.classes ?? [];
  const remaining = classes.filter((name) => !removedClasses.some((other) => isSameName(other, name)));
  if (remaining.length === classes.length) return tag;
  if (remaining.length > 0) return { ...tag, classes: remaining };
  const what = `tag ${JSON.stringify(tag.name)} is only for ${classes.join(", ")}`;
  throw badArgument(method, "remove", what, "remove the tag too, or give it other applicableClasses");
}

/** Converts a class change to the field names of the API. */
function classPatch({ description, shape, color, hotkey, geometryConfig }: ObjectClassChange): Body {
  return defined({
    description,
    shape,
    color: color ?? undefined,
    hotkey,
    geometry_config: geometryConfig ?? undefined,
  });
}

/** Converts a tag change to the field names of the API. */
function tagPatch(change: TagChange): Body {
  return defined({
    value_type: change.valueType,
    values: change.possibleValues ?? undefined,
    color: change.color ?? undefined,
    hotkey: change.hotkey,
    applicable_type: change.applicableTo,
    classes: change.applicableClasses,
    target_type: change.targetType ?? undefined,
  });
}

/** Merges changes into the existing items, then appends the new ones with defaults. */
function merge<T extends object>(
  old: readonly (readonly [name: string, one: T])[],
  changes: readonly (readonly [name: string, patch: T])[],
  defaults: (newColor: () => string) => Body,
): T[] {
  const merged = new Map<string, T>(old);
  const newColor = unusedColors([...old, ...changes].map(([, one]) => givenColor(one)));
  for (const [name, patch] of changes) {
    const color = givenColor(patch);
    merged.set(name, { ...(merged.get(name) ?? defaults(() => color ?? newColor())), ...patch });
  }
  return [...merged.values()];
}

function givenColor(one: object): string | undefined {
  return "color" in one && typeof one.color === "string" ? one.color : undefined;
}

/** Returns a function that takes the palette's next color: the first of those that are used least. */
function unusedColors(used: readonly (string | undefined)[]): () => string {
  const uses = new Map(palette.map((color) => [color, 0]));
  const use = (color: string) => uses.has(color) && uses.set(color, (uses.get(color) ?? 0) + 1);
  for (const color of used) if (color !== undefined) use(color.toUpperCase());
  return () => {
    const least = Math.min(...uses.values());
    const color = palette.find((one) => uses.get(one) === least) ?? "#D0021B";
    use(color);
    return color;
  };
}

function existingNames(kind: string, names: readonly string[], existing: readonly string[]): readonly string[] {
  const [wanted, found] = [new Set(names.map(nameKey)), new Set(existing.map(nameKey))];
  const missing = names.find((name) => !found.has(nameKey(name)));
  if (missing === undefined) return existing.filter((one) => wanted.has(nameKey(one)));
  const hint = existing.length === 0 ? `the project has no ${kind} yet` : `the project has ${existing.join(", ")}`;
  throw badArgument(method, "remove", `the project has no ${kind} ${JSON.stringify(missing)}`, hint);
}
