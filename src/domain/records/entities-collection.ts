/** Collections: images of a project that belong together. */
import { z } from "zod";
import { type Cell, type Column, type DisplayModel, display } from "../display/display.js";
import { recordOf } from "../display/record-display.js";
import { idSchema, orNull, textSchema, timeSchema } from "./wire.js";

/** What a collection can be: images that people chose, or those that a search found. */
export const collectionTypes = ["default", "aiSearch"] as const;
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
export type EntitiesCollectionWire = z.input<typeof collectionWireSchema>;

function collectionFields({ type, meta, ...rest }: z.output<typeof collectionWireSchema>) {
  return { ...rest, ...meta, type: type ?? "default" };
}

export interface EntitiesCollectionInfo extends Readonly<ReturnType<typeof collectionFields>> {}

/** A collection of images. */
export class EntitiesCollectionInfo {
  static readonly plural = "collections";
  static readonly columns: readonly Column[] = [
    { title: "ID", kind: "id" },
    { title: "Name", kind: "text" },
    { title: "Type", kind: "text" },
    { title: "Description", kind: "text", weight: 1 },
    { title: "Created", kind: "time", weight: 2 },
  ];

  constructor(fields: ReturnType<typeof collectionFields>) {
    Object.freeze(Object.assign(this, fields));
  }

  static row(collection: EntitiesCollectionInfo): readonly Cell[] {
    return [collection.id, collection.name, collection.type, collection.description, collection.createdAt];
  }

  [display](): DisplayModel {
    return recordOf("Collection", this);
  }
}

/** Wire → {@link EntitiesCollectionInfo}. */
export const collectionSchema = collectionWireSchema.transform(
  (wire) => new EntitiesCollectionInfo(collectionFields(wire)),
);

/** An image in a collection. */
export const collectionItemSchema = z.object({ id: idSchema, entityId: idSchema, createdAt: timeSchema });
export type EntitiesCollectionItem = Readonly<z.output<typeof collectionItemSchema>>;
