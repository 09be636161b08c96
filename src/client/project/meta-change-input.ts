/** Changes of a project's object classes and tags, as passed by users. */
import type { ObjectClass, TagMeta } from "../../domain/records/project-meta.js";
import { type ArgumentKind, changesOf, check, checkShape, kinds, listOf, oneOf } from "../http/arguments.js";

/** The called method in errors. */
export const method = "project.updateMeta";

/** Identifies a class or tag by name, or by id; an id with a `name` renames it. */
export interface NamedChange {
  /** Id of the class or tag; alternatively give its current name. */
  readonly id?: number | null | undefined;
  /** The current name; with `id`, the new name. */
  readonly name?: string | undefined;
}

/**
 * An object class to add, or to change by its name; omitted fields are unchanged. `{ id, name }` renames it and keeps
 * its objects.
 */
export type ObjectClassChange = NamedChange & Partial<Omit<ObjectClass, "name" | "id">>;

/**
 * A tag to add, or to change by its name; omitted fields are unchanged. `{ id, name }` renames it and keeps it on
 * images and objects. `renameValues` renames possible values, for example `{ small: "tiny" }`, and keeps them on images
 * and objects.
 */
export type TagChange = NamedChange &
  Partial<Omit<TagMeta, "name" | "id">> & {
    /** New names of possible values by their current names. */
    readonly renameValues?: Readonly<Record<string, string>> | undefined;
  };

/** A change of a project's meta. */
export interface MetaChange {
  /** Object classes to add or change. */
  readonly classes?: readonly ObjectClassChange[] | undefined;
  /** Tags to add or change. */
  readonly tags?: readonly TagChange[] | undefined;
  /** Names of classes and tags to remove, together with their objects and their use on images. */
  readonly remove?:
    | { readonly classes?: readonly string[] | undefined; readonly tags?: readonly string[] | undefined }
    | undefined;
}

const changeable = { classes: listOf(kinds.fields), tags: listOf(kinds.fields), remove: kinds.fields };

/** Accepts what `getMeta` returns: null means "not set". */
const orNull = (kind: ArgumentKind): ArgumentKind => ({
  expected: `${kind.expected}, or null`,
  fits: (value) => value === null || kind.fits(value),
});

/** The arguments that classes and tags have in common. */
export const named = { id: orNull(kinds.id), name: kinds.name, color: orNull(kinds.text), hotkey: kinds.text };

const classShape = {
  ...named,
  description: kinds.text,
  shape: kinds.text,
  geometryConfig: orNull(kinds.fields),
};

const tagShape = {
  ...named,
  valueType: oneOf("none", "any_number", "any_string", "oneof_string", "date"),
  possibleValues: orNull(kinds.names),
  applicableTo: oneOf("all", "imagesOnly", "objectsOnly"),
  applicableClasses: kinds.names,
  targetType: orNull(kinds.text),
  renameValues: kinds.fields,
};

/** Validates a change. @throws {ArgumentError} it is empty or has a misspelled field */
export function checkMetaChange(change: MetaChange): void {
  changesOf(method, change, ["classes", "tags", "remove"]);
  checkShape(method, "change", change, changeable);
  checkShape(method, "remove", change.remove ?? {}, { classes: kinds.names, tags: kinds.names });
  for (const each of change.classes ?? []) checkNamed(each, "a class", classShape);
  for (const each of change.tags ?? []) checkNamed(each, "a tag", tagShape);
}

function checkNamed(change: NamedChange, argument: string, shape: Readonly<Record<string, ArgumentKind>>): void {
  checkShape(method, argument, change, shape);
  if (change.id == null) check(method, "name", kinds.name, change.name);
  else if (change.name !== undefined) check(method, "name", kinds.name, change.name);
}
