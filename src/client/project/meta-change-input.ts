/** Changes of a project's object classes and tags, as passed by users. */
import { z } from "zod";
import { kinds } from "../../domain/arguments/kinds.js";
import { parseChanges } from "../../domain/arguments/parse-arguments.js";
import type { ObjectClass, TagMeta } from "../../domain/records/project-meta.js";

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

const unnamed = { error: "expected a non-empty string", path: ["name"] };

/** The settings that classes and tags have in common. They accept what `getMeta` returns: null means "not set". */
export const named = { id: kinds.id.nullable(), name: kinds.name, color: kinds.text.nullable(), hotkey: kinds.text };

const classSchema = z.strictObject({
  ...named,
  description: kinds.text,
  shape: kinds.text,
  geometryConfig: kinds.fields.nullable(),
});

const tagSchema = z.strictObject({
  ...named,
  valueType: z.enum(["none", "any_number", "any_string", "oneof_string", "date"]),
  possibleValues: kinds.names.nullable(),
  applicableTo: z.enum(["all", "imagesOnly", "objectsOnly"]),
  applicableClasses: kinds.names,
  targetType: kinds.text.nullable(),
  renameValues: kinds.fields,
});

const changeSchema = z
  .strictObject({
    classes: z.array(classSchema.partial().refine(isNamed, unnamed)),
    tags: z.array(tagSchema.partial().refine(isNamed, unnamed)),
    remove: z.strictObject({ classes: kinds.names, tags: kinds.names }).partial(),
  })
  .partial();

/** Validates a change. @throws {ArgumentError} it is empty, or has an unknown or invalid field */
export function checkMetaChange(change: MetaChange): void {
  parseChanges(method, changeSchema, change);
}

function isNamed({ id, name }: NamedChange): boolean {
  return id != null || name !== undefined;
}
