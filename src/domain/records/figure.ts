/** Objects on images, in the form of the figure lists. */
import { z } from "zod";
import { type DisplayModel, display } from "../display/display.js";
import { type RecordColumn, recordOf } from "../display/record-display.js";
import { ApiRecord } from "./api-record.js";
import { type ImageTag, imageTagSchema } from "./image.js";
import { customDataSchema, idSchema, orEmpty, orNull, textSchema, timeSchema } from "./wire.js";

const figureWireSchema = z.object({
  id: idSchema,
  imageId: idSchema,
  classId: idSchema,
  datasetId: orNull(idSchema),
  projectId: orNull(idSchema),
  geometryType: z.string(),
  geometry: customDataSchema,
  tags: orEmpty(imageTagSchema),
  area: orNull(z.union([z.number(), z.string().transform(Number)])),
  priority: orNull(z.number()),
  customData: customDataSchema,
  labelerLogin: textSchema,
  createdAt: timeSchema,
  updatedAt: timeSchema,
});

export interface FigureInfo {
  /** Id of the object. */
  readonly id: number;
  /** Id of its image. */
  readonly imageId: number;
  /** Id of its object class. */
  readonly classId: number;
  /** Id of the image's dataset; null if the server did not send it. */
  readonly datasetId: number | null;
  /** Id of the image's project; null if the server did not send it. */
  readonly projectId: number | null;
  /** Shape, for example `rectangle` or `polygon`. */
  readonly geometryType: string;
  /** Geometry in the API's format; its fields depend on `geometryType`. */
  readonly geometry: Readonly<Record<string, unknown>>;
  /** Tags of this object. */
  readonly tags: readonly ImageTag[];
  /** Area in square pixels; null if the server did not send it. */
  readonly area: number | null;
  /** Drawing order: higher numbers are drawn on top; null if not set. */
  readonly priority: number | null;
  /** Custom JSON set by the user. */
  readonly customData: Readonly<Record<string, unknown>>;
  /** Login of the person who drew it. */
  readonly labelerLogin: string;
  /** When it was created. */
  readonly createdAt: Date;
  /** When it was last changed. */
  readonly updatedAt: Date;
}

/** An object on an image. */
export class FigureInfo extends ApiRecord<FigureInfo> {
  /** @internal */
  static readonly plural = "objects";
  /** @internal */
  static readonly columns: readonly RecordColumn<FigureInfo>[] = [
    { title: "ID", kind: "id", value: ({ id }) => id },
    { title: "Image", kind: "id", value: ({ imageId }) => imageId },
    { title: "Class", kind: "id", value: ({ classId }) => classId },
    { title: "Shape", kind: "text", value: ({ geometryType }) => geometryType },
    { title: "Area", kind: "count", hidePriority: 2, value: ({ area }) => area },
    { title: "Tags", kind: "text", hidePriority: 1, value: ({ tags }) => tags.map(({ name }) => name) },
    { title: "Labeled by", kind: "text", hidePriority: 3, value: ({ labelerLogin }) => labelerLogin },
  ];

  override [display](): DisplayModel {
    const { tags, ...rest } = this;
    return recordOf("Object", { ...rest, tags: tags.map(({ name }) => name) });
  }
}

/** Parses the API's format to {@link FigureInfo}. */
export const figureInfoSchema = figureWireSchema.transform((fields) => new FigureInfo(fields));
