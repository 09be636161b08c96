/** Converts annotations to the fields of requests. */
import { type Geometry, isGeometry } from "../../domain/geometry/geometry.js";
import type { Annotation, AnnotationWire } from "../../domain/records/image.js";
import type { NewFigure } from "./figure.js";
import { isSeparate, separated } from "./separate-shapes.js";

/**
 * An annotation with shapes created by code, for example
 * `{ classTitle: "car", geometry: rectangle([9, 9], [60, 80]) }`.
 */
export interface DrawnAnnotation extends Omit<AnnotationWire, "objects"> {
  /** Objects, bottom first. */
  readonly objects: readonly (NewFigure & { readonly geometry: Geometry })[];
}

/** A new annotation of an image; it replaces the existing one. */
export interface NewAnnotation {
  /** Id of the image. */
  readonly imageId: number;
  /** The new annotation. */
  readonly annotation: AnnotationWire | Annotation | DrawnAnnotation;
}

/** Converts an annotation for the API: typed shapes become the fields that an instance stores. */
export function sentAnnotation(annotation: NewAnnotation["annotation"]): object {
  const objects: unknown = annotation.objects;
  if (!Array.isArray(objects) || !objects.some(isDrawn)) return annotation;
  return { ...annotation, objects: objects.map((object) => (isDrawn(object) ? sentObject(object) : object)) };
}

function isDrawn(object: unknown): object is { geometry: Geometry } {
  // `geometry` of a read object is derived; only its raw fields are sent.
  return typeof object === "object" && object !== null && Object.hasOwn(object, "geometry") && hasGeometry(object);
}

function hasGeometry(object: object): boolean {
  return "geometry" in object && isGeometry(object.geometry);
}

function sentObject({ geometry, ...rest }: { geometry: Geometry }): object {
  return { geometryType: geometry.type, ...rest, ...geometry.toWire() };
}

/** Splits an annotation into the request for one image and the objects that are created after it. */
export function splitAnnotation(imageId: number, annotation: object) {
  const objects = "objects" in annotation && Array.isArray(annotation.objects) ? annotation.objects : [];
  const apart = objects.filter((object) => typeof object === "object" && object !== null && isSeparate(object));
  if (apart.length === 0) return { sent: { imageId, annotation }, apart: [] };
  const inline = objects.filter((object) => !apart.includes(object));
  return {
    sent: { imageId, annotation: { ...annotation, objects: inline } },
    apart: apart.map((object) => separated({ ...object, entityId: imageId })),
  };
}
