/** Datasets: folders of images in a project. */
import { z } from "zod";
import type { RecordColumn } from "../display/record-display.js";
import { ApiRecord } from "./api-record.js";
import { customDataSchema, idSchema, orNull, sizeSchema, textSchema, timeSchema } from "./wire.js";

const datasetWireSchema = z.object({
  id: idSchema,
  name: z.string(),
  description: textSchema,
  /** Bytes. */
  size: sizeSchema,
  projectId: idSchema,
  imagesCount: orNull(z.int().nonnegative()),
  itemsCount: orNull(z.int().nonnegative()),
  createdAt: timeSchema,
  updatedAt: timeSchema,
  referenceImageUrl: orNull(z.string()),
  teamId: orNull(idSchema),
  workspaceId: orNull(idSchema),
  parentId: orNull(idSchema),
  customData: customDataSchema,
  createdBy: orNull(idSchema),
});
export type DatasetWire = z.input<typeof datasetWireSchema>;

export interface DatasetInfo {
  /** Id of the dataset. */
  readonly id: number;
  /** Name, unique among the datasets of the same parent. */
  readonly name: string;
  /** Description; empty if there is none. */
  readonly description: string;
  /** Size of its images in bytes. */
  readonly size: number | null;
  /** Id of its project. */
  readonly projectId: number;
  /** Number of images; null if the server did not send it. */
  readonly imagesCount: number | null;
  /** Number of items of any kind; null if the server did not send it. */
  readonly itemsCount: number | null;
  /** When it was created. */
  readonly createdAt: Date;
  /** When it was last changed. */
  readonly updatedAt: Date;
  /** URL of a preview image. */
  readonly referenceImageUrl: string | null;
  /** Id of its team; null if the server did not send it. */
  readonly teamId: number | null;
  /** Id of its workspace; null if the server did not send it. */
  readonly workspaceId: number | null;
  /** Id of the parent dataset; null at the top level of the project. */
  readonly parentId: number | null;
  /** Custom JSON set by the user. */
  readonly customData: Readonly<Record<string, unknown>>;
  /** Id of the person who created it. */
  readonly createdBy: number | null;
}

/** A dataset of a project. */
export class DatasetInfo extends ApiRecord<DatasetInfo> {
  /** @internal */
  static readonly plural = "datasets";
  /** @internal */
  static readonly columns: readonly RecordColumn<DatasetInfo>[] = [
    { title: "ID", kind: "id", value: ({ id }) => id },
    { title: "Name", kind: "text", value: ({ name }) => name },
    { title: "Images", kind: "count", value: ({ imagesCount }) => imagesCount },
    { title: "Size", kind: "bytes", value: ({ size }) => size },
    { title: "Project", kind: "id", hidePriority: 1, value: ({ projectId }) => projectId },
    { title: "Created", kind: "time", hidePriority: 2, value: ({ createdAt }) => createdAt },
    { title: "Updated", kind: "time", hidePriority: 3, value: ({ updatedAt }) => updatedAt },
  ];
}

/** Parses the API's format to {@link DatasetInfo}. */
export const datasetSchema = datasetWireSchema.transform((fields) => new DatasetInfo(fields));
