/** Images with their tags, annotations and figures. */
import { z } from "zod";
import { type DisplayModel, display } from "../display/display.js";
import { type RecordColumn, recordOf } from "../display/record-display.js";
import type { GeometryJson } from "../geometry/coordinates.js";
import type { Geometry } from "../geometry/geometry.js";
import type { PictureSize } from "../geometry/mask.js";
import { readGeometry } from "../geometry/parse-geometry.js";
import { ApiRecord } from "./api-record.js";
import { customDataSchema, idSchema, orDefault, orEmpty, orNull, sizeSchema, textSchema, timeSchema } from "./wire.js";

/** A tag on an image or an object. */
export const imageTagSchema = z.object({
  id: orNull(idSchema),
  tagId: idSchema,
  name: textSchema,
  value: orNull(z.union([z.string(), z.number()])),
  labelerLogin: textSchema,
  createdAt: timeSchema,
  updatedAt: timeSchema,
});
/** A tag on an image or an object. */
export interface ImageTag {
  /** Id of this tag on this image or object; null before it is saved. */
  readonly id: number | null;
  /** Id of the tag in the project's meta. */
  readonly tagId: number;
  /** Name of the tag. */
  readonly name: string;
  /** Its value; null for a tag without values. */
  readonly value: string | number | null;
  /** Login of the person who set it. */
  readonly labelerLogin: string;
  /** When it was created. */
  readonly createdAt: Date;
  /** When it was last changed. */
  readonly updatedAt: Date;
}

const imageWireSchema = z.object({
  id: idSchema,
  name: z.string(),
  link: orNull(z.string()),
  hash: orNull(z.string()),
  mime: orNull(z.string()),
  ext: orNull(z.string()),
  /** Bytes. */
  size: sizeSchema,
  /** Pixels. */
  width: orNull(z.int().nonnegative()),
  height: orNull(z.int().nonnegative()),
  labelsCount: orDefault(z.int().nonnegative(), 0),
  datasetId: idSchema,
  projectId: orNull(idSchema),
  createdAt: timeSchema,
  updatedAt: timeSchema,
  meta: customDataSchema,
  pathOriginal: orNull(z.string()),
  fullStorageUrl: orNull(z.string()),
  tags: orEmpty(imageTagSchema),
  createdBy: orNull(z.union([idSchema, z.string()])),
  parentId: orNull(idSchema),
});
export type ImageWire = z.input<typeof imageWireSchema>;

export interface ImageInfo {
  /** Id of the image. */
  readonly id: number;
  /** Name, unique in its dataset. */
  readonly name: string;
  /** URL of an image added by link; null for an uploaded image. */
  readonly link: string | null;
  /** SHA-256 of its content, in base64; null for an image added by link. */
  readonly hash: string | null;
  /** Media type, for example `image/jpeg`. */
  readonly mime: string | null;
  /** Extension without a dot. */
  readonly ext: string | null;
  /** Size in bytes. */
  readonly size: number | null;
  /** Width in pixels. */
  readonly width: number | null;
  /** Height in pixels. */
  readonly height: number | null;
  /** Number of objects on it. */
  readonly labelsCount: number;
  /** Id of its dataset. */
  readonly datasetId: number;
  /** Id of its project; null if the server did not send it. */
  readonly projectId: number | null;
  /** When it was created. */
  readonly createdAt: Date;
  /** When it was last changed. */
  readonly updatedAt: Date;
  /** Custom JSON set by the user. */
  readonly meta: Readonly<Record<string, unknown>>;
  /** Path of its content in the server's storage. */
  readonly pathOriginal: string | null;
  /** URL of its content. */
  readonly fullStorageUrl: string | null;
  /** Tags of the image as a whole. */
  readonly tags: readonly ImageTag[];
  /** Id or login of the person who added it. */
  readonly createdBy: number | string | null;
  /** Id of the image that it was copied from; null if there is none. */
  readonly parentId: number | null;
}

/** An image of a dataset. */
export class ImageInfo extends ApiRecord<ImageInfo> {
  /** @internal */
  static readonly plural = "images";
  /** @internal */
  static readonly columns: readonly RecordColumn<ImageInfo>[] = [
    { title: "ID", kind: "id", value: ({ id }) => id },
    { title: "Name", kind: "text", value: ({ name }) => name },
    { title: "Width", kind: "count", hidePriority: 1, value: ({ width }) => width },
    { title: "Height", kind: "count", hidePriority: 1, value: ({ height }) => height },
    { title: "Size", kind: "bytes", hidePriority: 2, value: ({ size }) => size },
    { title: "Tags", kind: "text", value: ({ tags }) => tags.map(tagText) },
    { title: "Labels", kind: "count", value: ({ labelsCount }) => labelsCount },
  ];

  override [display](): DisplayModel {
    const { tags, ...rest } = this;
    return recordOf("Image", { ...rest, tags: tags.map(tagText) });
  }
}

function tagText({ name, value }: ImageTag): string {
  return value === null ? name : `${name}=${value}`;
}

/** Parses the API's format to {@link ImageInfo}. */
export const imageSchema = imageWireSchema.transform((fields) => new ImageInfo(fields));

/** An object of an annotation. The fields of its shape are kept unchanged. */
export const figureSchema = z.looseObject({
  id: orNull(idSchema),
  classId: orNull(idSchema),
  classTitle: textSchema,
  geometryType: z.string(),
  tags: z.array(z.looseObject({ name: z.string().optional(), value: z.unknown().optional() })).default([]),
});

/** Fields of an object that are not part of its shape. */
const labelFields: ReadonlySet<string> = new Set([
  ...["id", "classId", "classTitle", "objectId", "geometryType", "shape", "tags", "description", "customData", "meta"],
  ...["labelerLogin", "createdAt", "updatedAt", "instance", "smartToolInput", "nnCreated", "nnUpdated", "priority"],
]);

export interface Figure extends Readonly<Record<string, unknown>> {
  /** Id of the object; null before it is saved. */
  readonly id: number | null;
  /** Id of its object class; null if the server did not send it. */
  readonly classId: number | null;
  /** Name of its object class. */
  readonly classTitle: string;
  /** Shape, for example `rectangle`. */
  readonly geometryType: string;
  /** Tags of the object. */
  readonly tags: AnnotationTag[];
  /** Parsed shape with its area, bounding box and pixels. */
  readonly geometry: Geometry;
}

/** An object of an annotation: its fields, kept unchanged so that they can be sent back, and its parsed shape. */
export class Figure {
  readonly #size: PictureSize;
  #geometry: Geometry | undefined;

  /** @internal */
  constructor(fields: z.output<typeof figureSchema>, size: PictureSize) {
    Object.assign(this, fields);
    this.#size = size;
  }

  static {
    // A getter on the prototype: parsed on first use, and neither sent nor printed.
    Object.defineProperty(Figure.prototype, "geometry", {
      configurable: true,
      get(this: Figure): Geometry {
        this.#geometry ??= readGeometry(this.geometryType, shapeFields(this), this.#size);
        return this.#geometry;
      },
    });
  }
}

/** Returns the fields of an object's shape. */
export function shapeFields(figure: Readonly<Record<string, unknown>>): GeometryJson {
  return Object.fromEntries(Object.entries(figure).filter(([name]) => !labelFields.has(name)));
}

/** The tags and objects of one image. */
export const annotationSchema = z
  .looseObject({
    description: textSchema,
    tags: z.array(z.looseObject({ name: z.string().optional(), value: z.unknown().optional() })).default([]),
    /** Pixels. */
    size: z.object({ width: z.int().nonnegative(), height: z.int().nonnegative() }),
    objects: z.array(figureSchema).default([]),
  })
  .transform((fields) => ({ ...fields, objects: fields.objects.map((figure) => new Figure(figure, fields.size)) }));
/** A tag in an annotation. */
type AnnotationTag = { [field: string]: unknown; name?: string | undefined; value?: unknown };
/** The tags and objects of one image. Unknown fields are kept. */
export interface Annotation {
  readonly [field: string]: unknown;
  /** Description of the image; empty if there is none. */
  readonly description: string;
  /** Tags of the image as a whole. */
  readonly tags: AnnotationTag[];
  /** Size of the image in pixels. */
  readonly size: { width: number; height: number };
  /** Objects, from bottom to top. */
  readonly objects: Figure[];
}
/** An annotation in the API's request format. */
export interface AnnotationWire {
  [field: string]: unknown;
  /** Description of the image. Default: empty. */
  description?: string | null | undefined;
  /** Tags of the image as a whole. Default: none. */
  tags?: AnnotationTag[] | undefined;
  /** Size of the image in pixels. */
  size: { width: number; height: number };
  /** Objects, from bottom to top. Default: none. */
  objects?: z.input<typeof figureSchema>[] | undefined;
}

/** An annotation with the image it belongs to. */
export const imageAnnotationSchema = z.object({
  imageId: idSchema,
  imageName: z.string(),
  annotation: annotationSchema,
  createdAt: orNull(timeSchema),
  updatedAt: orNull(timeSchema),
});
/** An annotation with the image it belongs to. */
export interface ImageAnnotation {
  /** Id of the image. */
  readonly imageId: number;
  /** Name of the image. */
  readonly imageName: string;
  /** Tags and objects of the image. */
  readonly annotation: Annotation;
  /** When it was first saved; null if it never was. */
  readonly createdAt: Date | null;
  /** When it was last saved; null if it never was. */
  readonly updatedAt: Date | null;
}
