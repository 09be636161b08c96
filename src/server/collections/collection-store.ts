import { z } from "zod";
import { collectionTypes } from "../../domain/records/entities-collection.js";
import type { ColumnsIn, RowOf } from "../db/columns.js";
import { idRow, objectColumn } from "../db/rows.js";
import { Store } from "../db/store.js";
import type { Condition } from "../http/conditions.js";
import { ListReader, type ListRequest, listOf, type Page } from "../http/listing.js";
import { nameTaken } from "../http/problem.js";

const collections = listOf(
  "collections c",
  {
    id: { type: z.int(), filter: "number" },
    name: { type: z.string(), filter: "text" },
    teamId: { type: z.int(), sql: "p.teamId" },
    projectId: { type: z.int(), filter: "number" },
    description: { type: z.string() },
    type: { type: z.enum(collectionTypes), filter: "text" },
    meta: { type: objectColumn },
    itemsCount: { type: z.int(), sql: "(SELECT count(*) FROM collectionItems WHERE collectionId = c.id)" },
    createdBy: { type: z.int(), filter: "number" },
    createdAt: { type: z.string(), filter: "text" },
    updatedAt: { type: z.string(), filter: "text" },
  },
  {
    from: "collections c JOIN projects p ON p.id = c.projectId",
    wire: (row) => ({ ...row, options: {} }),
  },
);

/** A collection in the API's format. */
export type CollectionWire = RowOf<typeof collections> & { readonly options: object };

// The SDK's docstring has `entityId`, its tests read `imageId`.
const itemRow = z.object({ id: z.int(), entityId: z.int(), imageId: z.int(), createdAt: z.string() });

/** An image of a collection, in the API's format. */
export type CollectionItemWire = z.output<typeof itemRow>;

/** Fields of a new collection. */
export type NewCollectionRow = ColumnsIn<
  typeof collections,
  "projectId" | "name" | "description" | "type" | "meta" | "createdBy"
>;

/** Stores collections: named sets of images of a project, across datasets. */
export class CollectionStore extends Store {
  readonly #sql = {
    listing: new ListReader(this.database, collections),
    byName: this.database.query("SELECT id FROM collections WHERE projectId = ? AND name = ?", idRow),
    images: this.database.query(
      `SELECT i.id FROM collectionItems e JOIN images i ON i.id = e.imageId JOIN datasets d ON d.id = i.datasetId
       WHERE e.collectionId = ? AND d.archived = 0 ORDER BY i.id`,
      idRow,
    ),
    inProject: this.database.query(
      `SELECT i.id FROM images i JOIN datasets d ON d.id = i.datasetId
       WHERE d.projectId = ? AND d.archived = 0 AND i.id IN (SELECT value FROM json_each(?))`,
      idRow,
    ),
    items: this.database.query(
      `SELECT id, imageId AS entityId, imageId, createdAt FROM collectionItems
       WHERE collectionId = ? AND imageId IN (SELECT value FROM json_each(?)) ORDER BY id`,
      itemRow,
    ),
    addItem: this.database.command(
      `INSERT INTO collectionItems (collectionId, imageId, score, createdAt) VALUES (?, ?, ?, ?)
       ON CONFLICT (collectionId, imageId) DO UPDATE SET score = ifnull(excluded.score, score)`,
    ),
    removeItem: this.database.command("DELETE FROM collectionItems WHERE collectionId = ? AND imageId = ?"),
  };

  find(id: number): CollectionWire | undefined {
    return this.#sql.listing.first([{ sql: "c.id = ?", values: [id] }, live]);
  }

  list(scope: readonly Condition[], request: ListRequest): Page<CollectionWire> {
    return this.#sql.listing.page([...scope, live], request);
  }

  /** Returns the ids of a collection's images, ascending. */
  imagesOf(id: number): number[] {
    return this.#sql.images.all(id).map((image) => image.id);
  }

  /** @throws {Problem} the project has a collection of that name */
  add(collection: NewCollectionRow, now: string): number {
    this.#rejectTaken(collection.projectId, collection.name);
    return this.database.insert("collections", { ...collection, createdAt: now, updatedAt: now });
  }

  /** @throws {Problem} the project has another collection of that name */
  update({ id, projectId }: CollectionWire, change: { name?: string; description?: string }, now: string): void {
    if (change.name !== undefined) this.#rejectTaken(projectId, change.name, id);
    const { name, description } = change;
    this.database.update("collections", id, { name, description, updatedAt: now });
  }

  remove(id: number): void {
    this.database.remove("collections", id);
  }

  /** Returns those of `imageIds` that are in a project. */
  inProject(projectId: number, imageIds: readonly number[]): Set<number> {
    return new Set(this.#sql.inProject.all(projectId, JSON.stringify(imageIds)).map(({ id }) => id));
  }

  /** Adds images; existing ones are kept, with the new score if one is given. */
  addItems(id: number, items: readonly { imageId: number; score: number | null }[], now: string): void {
    for (const { imageId, score } of items) this.#sql.addItem.run(id, imageId, score, now);
  }

  /** Returns those of `imageIds` that are in a collection. */
  items(id: number, imageIds: readonly number[]): CollectionItemWire[] {
    return this.#sql.items.all(id, JSON.stringify(imageIds));
  }

  removeItems(id: number, imageIds: readonly number[]): void {
    for (const imageId of imageIds) this.#sql.removeItem.run(id, imageId);
  }

  #rejectTaken(projectId: number, name: string, but?: number): void {
    const other = this.#sql.byName.first(projectId, name);
    if (other !== undefined && other.id !== but) throw nameTaken("collection", { name, id: other.id });
  }
}

const live = { sql: "p.archived = 0", values: [] };
