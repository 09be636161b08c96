/** Turns objects that were read, of annotations or lists, into objects to create. */
import { FigureInfo } from "../../domain/records/figure.js";
import { Figure, shapeFields } from "../../domain/records/image.js";

type ObjectFields = Readonly<Record<string, unknown>>;

/** Returns the fields of an object to create. A class with a name is found by it, since ids differ between projects. */
export function figureInput(input: object): ObjectFields {
  const fields: ObjectFields = Object.fromEntries(Object.entries(input));
  if (!isRead(input)) return fields;
  const { classTitle, classId, geometryType, tags, description, customData } = fields;
  const geometry = fields.geometry ?? shapeFields(fields);
  return {
    ...(typeof classTitle === "string" && classTitle !== "" ? { classTitle } : { classId }),
    geometryType,
    geometry,
    ...(Array.isArray(tags) ? { tags: tags.map(tagInput) } : {}),
    ...(typeof description === "string" ? { description } : {}),
    ...(isObject(customData) ? { customData } : {}),
  };
}

/**
 * Whether an object was read. Copies of it, for example from JSON, are recognized by fields that only an instance sets.
 */
function isRead(object: object): boolean {
  return object instanceof Figure || object instanceof FigureInfo || ("id" in object && "labelerLogin" in object);
}

function tagInput(tag: unknown): ObjectFields {
  if (!isObject(tag)) return {};
  const { name, value } = tag;
  return { name, ...(value == null ? {} : { value }) };
}

function isObject(value: unknown): value is ObjectFields {
  return typeof value === "object" && value !== null;
}
