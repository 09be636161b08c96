/** Images and what is on them: tags, annotations, figures. */
import { z } from "zod";
import { type Cell, type Column, type DisplayModel, display } from "../display/display.js";
import { showInHosts } from "../display/host-forms.js";
import { recordOf } from "../display/record-display.js";
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

/** One object of an annotation. Its geometry is kept as it came, so that it goes back as it came. */
export const figureSchema = z.looseObject({
  id: orNull(idSchema),
  classId: orNull(idSchema),
  classTitle: textSchema,
  geometryType: z.string(),
  tags: z.array(z.looseObject({ name: z.string().optional(), value: z.unknown().optional() })).default([]),
});
export type Figure = Readonly<z.output<typeof figureSchema>>;

/** What is on one image: its tags and its objects. */
export const annotationSchema = z.looseObject({
  description: textSchema,
  tags: z.array(z.looseObject({ name: z.string().optional(), value: z.unknown().optional() })).default([]),
  /** Pixels. */
  size: z.object({ width: z.int().nonnegative(), height: z.int().nonnegative() }),
  objects: z.array(figureSchema).default([]),
});
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
