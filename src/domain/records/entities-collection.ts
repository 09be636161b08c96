/** Collections: named sets of images of a project. */
import { z } from "zod";
import type { RecordColumn } from "../display/record-display.js";
import { ApiRecord } from "./api-record.js";
import { idSchema, orNull, textSchema, timeSchema } from "./wire.js";

/** The types of collections: manually chosen images, or results of an AI search. */
export const collectionTypes = ["default", "aiSearch"] as const;
/** Type of a collection. */
export type CollectionType = (typeof collectionTypes)[number];

const collectionWireSchema = z.object({
  id: idSchema,
  name: z.string(),
  teamId: orNull(idSchema),
  projectId: idSchema,
  description: textSchema,
  type: z.string().nullish(),
  meta: z
    .object({ aiSearchKey: orNull(z.string()) })
    .nullish()
    .transform((meta) => meta ?? { aiSearchKey: null }),
  createdAt: timeSchema,
  updatedAt: timeSchema,
});

export interface EntitiesCollectionInfo {
  /** Id of the collection. */
  readonly id: number;
  /** Name of the collection, unique in its project. */
  readonly name: string;
  /** Id of the team; null if the server did not send it. */
  readonly teamId: number | null;
  /** Id of the project of its images. */
  readonly projectId: number;
  /** Description; empty if there is none. */
  readonly description: string;
  /** `default` for manually chosen images, `aiSearch` for results of a search. */
  readonly type: string;
  /** Key of the search; null for manually chosen images. */
  readonly aiSearchKey: string | null;
  /** When it was created. */
  readonly createdAt: Date;
  /** When it was last changed. */
  readonly updatedAt: Date;
}

/** A collection of images. */
export class EntitiesCollectionInfo extends ApiRecord<EntitiesCollectionInfo> {
  /** @internal */
  static readonly plural = "collections";
  /** @internal */
  static readonly columns: readonly RecordColumn<EntitiesCollectionInfo>[] = [
    { title: "ID", kind: "id", value: ({ id }) => id },
    { title: "Name", kind: "text", value: ({ name }) => name },
    { title: "Type", kind: "text", value: ({ type }) => type },
    { title: "Description", kind: "text", hidePriority: 1, value: ({ description }) => description },
    { title: "Created", kind: "time", hidePriority: 2, value: ({ createdAt }) => createdAt },
  ];
}

/** Parses the API's format to {@link EntitiesCollectionInfo}. */
export const collectionSchema = collectionWireSchema.transform(
  ({ type, meta, ...rest }) => new EntitiesCollectionInfo({ ...rest, ...meta, type: type ?? "default" }),
);

/** An image in a collection. */
export const collectionItemSchema = z.object({ id: idSchema, entityId: idSchema, createdAt: timeSchema });
/** An image in a collection. */
export interface EntitiesCollectionItem {
  /** Id of this entry. */
  readonly id: number;
  /** Id of the image. */
  readonly entityId: number;
  /** When the image was added. */
  readonly createdAt: Date;
}
