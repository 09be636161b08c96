/**
 * Writes the Supervisely format: `meta.json` and one JSON file per image, in whole pixels, like a project downloaded by the
 * official SDK. Ids, logins and times are omitted, since they are only valid on one server.
 */
import type { Annotation, Figure } from "../records/image.js";
import type { ProjectMeta } from "../records/project-meta.js";
import { keptObjectFields } from "./file-annotation.js";

/** The content of `meta.json`. */
export function metaJson(meta: ProjectMeta): object {
  const { classes, tags, projectType } = meta.toWire();
  const withoutId = <T extends { id?: unknown }>({ id: _id, ...rest }: T) => rest;
  return { classes: classes.map(withoutId), tags: tags.map(withoutId), projectType };
}

/** The content of an image's JSON file. */
export function annotationJson({ description, size, tags, objects }: Annotation): object {
  return {
    description,
    tags: tags.map(tagJson),
    size: { height: size.height, width: size.width },
    objects: objects.map(objectJson),
  };
}

function objectJson(object: Figure): object {
  const { classTitle, geometryType, tags, geometry } = object;
  const description = typeof object.description === "string" ? object.description : "";
  const shape = { geometryType, shape: geometryType };
  const more = keptObjectFields.filter((field) => isSet(object[field])).map((field) => [field, object[field]]);
  return {
    classTitle,
    description,
    tags: tags.map(tagJson),
    ...geometry.toJSON(),
    ...shape,
    ...Object.fromEntries(more),
  };
}

function isSet(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.keys(value).length > 0;
  return value !== undefined && value !== null && value !== false && value !== "";
}

function tagJson({ name = "", value }: { readonly name?: string | undefined; readonly value?: unknown }): object {
  return value === undefined || value === null ? { name } : { name, value };
}
