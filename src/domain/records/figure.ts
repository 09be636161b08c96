/** Single objects on images, as lists of them give them. */
import { z } from "zod";
import { type Cell, type Column, type DisplayModel, display } from "../display/display.js";
import { recordOf } from "../display/record-display.js";
import { imageTagSchema } from "./image.js";
import { customDataSchema, idSchema, orNull, textSchema, timeSchema } from "./wire.js";

const figureWireSchema = z.object({
  id: idSchema,
  imageId: idSchema,
  classId: idSchema,
  datasetId: orNull(idSchema),
  projectId: orNull(idSchema),
  geometryType: z.string(),
  /** As it came; its fields are those of `geometryType`. */
  geometry: z
    .record(z.string(), z.unknown())
    .nullish()
    .transform((geometry) => geometry ?? {}),
  tags: z
    .array(imageTagSchema)
    .nullish()
    .transform((tags) => tags ?? []),
  /** Square pixels; null where it is not known. */
  area: z
    .union([z.number(), z.string().transform(Number)])
    .nullish()
    .transform((area) => area ?? null),
  priority: orNull(z.number()),
  customData: customDataSchema,
  labelerLogin: textSchema,
  createdAt: timeSchema,
  updatedAt: timeSchema,
});

export interface FigureInfo extends Readonly<z.output<typeof figureWireSchema>> {}

/** An object on an image. */
export class FigureInfo {
  static readonly plural = "objects";
  static readonly columns: readonly Column[] = [
    { title: "ID", kind: "id" },
    { title: "Image", kind: "id" },
    { title: "Class", kind: "id" },
    { title: "Shape", kind: "text" },
    { title: "Area", kind: "count", weight: 2 },
    { title: "Tags", kind: "text", weight: 1 },
    { title: "Labeled by", kind: "text", weight: 3 },
  ];

  constructor(fields: z.output<typeof figureWireSchema>) {
    Object.freeze(Object.assign(this, fields));
  }

  /** The cells of a table's row. */
  static row({ id, imageId, classId, geometryType, area, tags, labelerLogin }: FigureInfo): readonly Cell[] {
    return [id, imageId, classId, geometryType, area, tags.map(({ name }) => name), labelerLogin];
  }

  [display](): DisplayModel {
    const { tags, ...rest } = this;
    return recordOf("Object", { ...rest, tags: tags.map(({ name }) => name) });
  }
}

/** Wire → {@link FigureInfo}. */
export const figureInfoSchema = figureWireSchema.transform((fields) => new FigureInfo(fields));
