/** Images and what is on them: tags, annotations, figures. */
import { z } from "zod";
import { type Cell, type Column, type DisplayModel, display } from "../display/display.js";
import { showInHosts } from "../display/host-forms.js";
import { recordOf } from "../display/record-display.js";
import type { GeometryJson } from "../geometry/coordinates.js";
import type { Geometry } from "../geometry/geometry.js";
import type { PictureSize } from "../geometry/mask.js";
import { readGeometry } from "../geometry/parse-geometry.js";
import { idSchema, orNull, sizeSchema, textSchema, timeSchema } from "./wire.js";

/** A tag on one image. */
export const imageTagSchema = z.object({
  id: orNull(idSchema),
  tagId: idSchema,
  name: textSchema,
  value: orNull(z.union([z.string(), z.number()])),
  labelerLogin: textSchema,
  createdAt: timeSchema,
  updatedAt: timeSchema,
});
export type ImageTag = Readonly<z.output<typeof imageTagSchema>>;

const imageWireSchema = z.object({
  id: idSchema,
  name: z.string(),
  link: orNull(z.string()),
  /** base64(sha256(bytes)); null for an image by link. */
  hash: orNull(z.string()),
  mime: orNull(z.string()),
  ext: orNull(z.string()),
  /** Bytes. */
  size: sizeSchema,
  /** Pixels. */
  width: orNull(z.int().nonnegative()),
  height: orNull(z.int().nonnegative()),
  labelsCount: z
    .int()
    .nonnegative()
    .nullish()
    .transform((count) => count ?? 0),
  datasetId: idSchema,
  projectId: orNull(idSchema),
  createdAt: timeSchema,
  updatedAt: timeSchema,
  meta: z
    .record(z.string(), z.unknown())
    .nullish()
    .transform((meta) => meta ?? {}),
  pathOriginal: orNull(z.string()),
  fullStorageUrl: orNull(z.string()),
  tags: z
    .array(imageTagSchema)
    .nullish()
    .transform((tags) => tags ?? []),
  createdBy: orNull(z.union([idSchema, z.string()])),
  parentId: orNull(idSchema),
});
export type ImageWire = z.input<typeof imageWireSchema>;

export interface ImageInfo extends Readonly<z.output<typeof imageWireSchema>> {}

/** An image of a dataset. */
export class ImageInfo {
  static {
    showInHosts(ImageInfo);
  }

  static readonly plural = "images";
  static readonly columns: readonly Column[] = [
    { title: "ID", kind: "id" },
    { title: "Name", kind: "text" },
    { title: "Width", kind: "count", weight: 1 },
    { title: "Height", kind: "count", weight: 1 },
    { title: "Size", kind: "bytes", weight: 2 },
    { title: "Tags", kind: "text" },
    { title: "Labels", kind: "count" },
  ];

  constructor(fields: z.output<typeof imageWireSchema>) {
    Object.freeze(Object.assign(this, fields));
  }

  static row(image: ImageInfo): readonly Cell[] {
    const tags = image.tags.map((tag) => (tag.value === null ? tag.name : `${tag.name}=${tag.value}`));
    return [image.id, image.name, image.width, image.height, image.size, tags, image.labelsCount];
  }

  [display](): DisplayModel {
    const { tags, ...rest } = this;
    return recordOf("Image", {
      ...rest,
      tags: tags.map((tag) => (tag.value === null ? tag.name : `${tag.name}=${tag.value}`)),
    });
  }
}

/** Wire → {@link ImageInfo}. */
export const imageSchema = imageWireSchema.transform((fields) => new ImageInfo(fields));

/** The fields of one object of an annotation; those of its shape are kept as they came. */
export const figureSchema = z.looseObject({
  id: orNull(idSchema),
  classId: orNull(idSchema),
  classTitle: textSchema,
  geometryType: z.string(),
  tags: z.array(z.looseObject({ name: z.string().optional(), value: z.unknown().optional() })).default([]),
});

/** The fields of an object that are not those of its shape. */
const labelFields: ReadonlySet<string> = new Set([
  ...["id", "classId", "classTitle", "objectId", "geometryType", "shape", "tags", "description", "customData", "meta"],
  ...["labelerLogin", "createdAt", "updatedAt", "instance", "smartToolInput", "nnCreated", "nnUpdated", "priority"],
]);

export interface Figure extends Readonly<z.output<typeof figureSchema>> {
  /** The shape with its area, box and pixels. */
  readonly geometry: Geometry;
}

/** One object of an annotation: its fields as they came, so that they go back as they came, and its shape read. */
export class Figure {
  readonly #size: PictureSize;
  #geometry: Geometry | undefined;

  /** @internal */
  constructor(fields: z.output<typeof figureSchema>, size: PictureSize) {
    Object.assign(this, fields);
    this.#size = size;
  }

  static {
    // Not an own property: it is read when it is asked for, and stays out of what is sent and printed.
    Object.defineProperty(Figure.prototype, "geometry", {
      configurable: true,
      get(this: Figure): Geometry {
        this.#geometry ??= readGeometry(this.geometryType, shapeFields(this), this.#size);
        return this.#geometry;
      },
    });
  }
}

function shapeFields(figure: Figure): GeometryJson {
  return Object.fromEntries(Object.entries(figure).filter(([name]) => !labelFields.has(name)));
}

/** What is on one image: its tags and its objects. */
export const annotationSchema = z
  .looseObject({
    description: textSchema,
    tags: z.array(z.looseObject({ name: z.string().optional(), value: z.unknown().optional() })).default([]),
    /** Pixels. */
    size: z.object({ width: z.int().nonnegative(), height: z.int().nonnegative() }),
    objects: z.array(figureSchema).default([]),
  })
  .transform((fields) => ({ ...fields, objects: fields.objects.map((figure) => new Figure(figure, fields.size)) }));
export type Annotation = Readonly<z.output<typeof annotationSchema>>;
export type AnnotationWire = z.input<typeof annotationSchema>;

/** An annotation with the image it belongs to. */
export const imageAnnotationSchema = z.object({
  imageId: idSchema,
  imageName: z.string(),
  annotation: annotationSchema,
  createdAt: orNull(timeSchema),
  updatedAt: orNull(timeSchema),
});
export type ImageAnnotation = Readonly<z.output<typeof imageAnnotationSchema>>;
