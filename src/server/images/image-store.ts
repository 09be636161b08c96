import { z } from "zod";
import type { ImageWire } from "../../domain/records/image.js";
import { naturalKey } from "../db/natural-key.js";
import { idRow, objectColumn } from "../db/rows.js";
import { Store } from "../db/store.js";
import type { Condition } from "../http/conditions.js";
import { ListReader, type ListRequest, listOf, type Page } from "../http/listing.js";
import { nameTaken } from "../http/problem.js";
import { activeDataset } from "../projects/active-conditions.js";
import { tagsColumn, tagsSelect } from "./tags-column.js";

const images = listOf(
  "images i",
  {
    id: { type: z.int(), filter: "number" },
    name: { type: z.string(), filter: "name", sort: "i.nameKey" },
    link: { type: z.string().nullable(), filter: "text", nullable: true },
    hash: { type: z.string().nullable(), filter: "text", nullable: true },
    mime: { type: z.string().nullable() },
    size: { type: z.int(), filter: "number" },
    width: { type: z.int().nullable(), filter: "number", nullable: true },
    height: { type: z.int().nullable(), filter: "number", nullable: true },
    labelsCount: { type: z.int(), filter: "number" },
    datasetId: { type: z.int(), filter: "number" },
    projectId: { type: z.int(), sql: "d.projectId" },
    description: { type: z.string(), filter: "text" },
    meta: { type: objectColumn, filter: "json" },
    parentId: { type: z.int().nullable(), filter: "number", nullable: true },
    customSort: { type: z.string().nullable(), filter: "text", nullable: true },
    createdBy: { type: z.int(), filter: "number" },
    createdAt: { type: z.string(), filter: "time" },
    updatedAt: { type: z.string(), filter: "time" },
    tags: { type: tagsColumn, sql: tagsSelect("imageTags", "t.imageId = i.id") },
  },
  {
    joins: "JOIN datasets d ON d.id = i.datasetId",
    order: "name",
    wire: (row): FullImageWire => ({
      ...row,
      ext: row.mime?.split("/")[1] ?? null,
      size: String(row.size),
      pathOriginal: null,
      fullStorageUrl: row.link,
    }),
  },
);

/** An image in the API's format. */
export type FullImageWire = ImageWire & { description: string; customSort: string | null };

const imageIdsRow = z.object({ id: z.int(), datasetId: z.int(), projectId: z.int(), teamId: z.int() });

/** The parents of an image. */
export type ImageIds = z.output<typeof imageIdsRow>;

const pictureRow = z.object({
  hash: z.string(),
  mime: z.string(),
  width: z.int(),
  height: z.int(),
  size: z.int(),
});

/** Content of images, identified by its hash. */
export type Picture = z.output<typeof pictureRow>;

const pictureBytesRow = z.object({ mime: z.string(), bytes: z.instanceof(Uint8Array) });
const holderRow = z.object({ id: z.int(), name: z.string() });

/** Fields of a new image. */
export interface NewImageRow {
  readonly id?: number;
  readonly datasetId: number;
  readonly name: string;
  readonly link: string | null;
  readonly picture: Picture | undefined;
  readonly meta: object;
  readonly parentId: number | null;
  readonly createdBy: number;
}

/** Stores images and their content. */
export class ImageStore extends Store {
  readonly #sql = {
    listing: new ListReader(this.database, images),
    idsOf: this.database.query(
      `SELECT i.id, i.datasetId, d.projectId, p.teamId FROM images i JOIN datasets d ON d.id = i.datasetId
       JOIN projects p ON p.id = d.projectId JOIN workspaces w ON w.id = p.workspaceId WHERE i.id = ? AND ${activeDataset}`,
      imageIdsRow,
    ),
    byName: this.database.query("SELECT id FROM images WHERE datasetId = ? AND name = ?", idRow),
    ids: this.database.query("SELECT id FROM images WHERE datasetId = ? ORDER BY nameKey, id", idRow),
    picture: this.database.query(
      "SELECT hash, mime, width, height, length(bytes) AS size FROM pictures WHERE hash = ?",
      pictureRow,
    ),
    bytes: this.database.query(
      "SELECT p.mime, p.bytes FROM images i JOIN pictures p ON p.hash = i.hash WHERE i.id = ?",
      pictureBytesRow,
    ),
    existingHashes: this.database.query(
      `SELECT p.hash FROM pictures p WHERE p.hash IN (SELECT value FROM json_each(?)) AND (
         EXISTS (SELECT 1 FROM uploaders u WHERE u.hash = p.hash AND u.userId = ?)
         OR EXISTS (SELECT 1 FROM images i JOIN datasets d ON d.id = i.datasetId JOIN projects o ON o.id = d.projectId
           WHERE i.hash = p.hash AND o.teamId IN (SELECT value FROM json_each(?))))`,
      z.object({ hash: z.string() }),
    ),
    nameOwners: this.database.query(
      "SELECT id, name FROM images WHERE datasetId = ? AND name IN (SELECT value FROM json_each(?))",
      holderRow,
    ),
    bytesByHash: this.database.query("SELECT mime, bytes FROM pictures WHERE hash = ?", pictureBytesRow),
    update: this.database.command(
      `UPDATE images SET name = ifnull(?1, name), nameKey = ifnull(?2, nameKey), description = ifnull(?3, description),
       meta = ifnull(?4, meta), customSort = ifnull(json_extract(?4, '$.customSort'), customSort), updatedAt = ?5
       WHERE id = ?6`,
    ),
    setCustomSort: this.database.command(
      "UPDATE images SET customSort = ?1, meta = json_set(meta, '$.customSort', ?1), updatedAt = ?2 WHERE id = ?3",
    ),
    setPicture: this.database.command(
      "UPDATE images SET hash = ?, mime = ?, size = ?, width = ?, height = ? WHERE id = ? AND hash IS NULL",
    ),
    setLink: this.database.command(
      `UPDATE images SET link = ?1, hash = CASE WHEN ?2 THEN NULL ELSE hash END, updatedAt = ?3 WHERE id = ?4`,
    ),
    ofHash: this.database.query("SELECT id FROM images WHERE hash = ?", idRow),
    removeUnused: this.database.command(
      "DELETE FROM pictures WHERE NOT EXISTS (SELECT 1 FROM images WHERE images.hash = pictures.hash)",
    ),
    insert: this.database.command(
      `INSERT INTO images (id, datasetId, name, nameKey, link, hash, mime, size, width, height, meta, customSort, parentId,
       createdBy, createdAt, updatedAt)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?11, json_extract(?11, '$.customSort'), ?, ?, ?, ?)`,
    ),
    addUploader: this.database.command("INSERT OR IGNORE INTO uploaders (hash, userId) VALUES (?, ?)"),
    keepPicture: this.database.command(
      "INSERT OR IGNORE INTO pictures (hash, bytes, mime, width, height) VALUES (?, ?, ?, ?, ?)",
    ),
  };

  place(id: number): ImageIds | undefined {
    return this.#sql.idsOf.first(id);
  }

  find(id: number): FullImageWire | undefined {
    return this.#sql.listing.one(id);
  }

  /** @param complete - adds computed fields, for example URLs */
  list(
    scope: readonly Condition[],
    request: ListRequest,
    complete?: (image: FullImageWire) => FullImageWire,
  ): Page<FullImageWire> {
    return this.#sql.listing.page(scope, request, complete);
  }

  all(scope: readonly Condition[]): FullImageWire[] {
    return this.#sql.listing.all(scope);
  }

  /** Returns the ids of a dataset's images, in the natural order of their names. */
  idsOf(datasetId: number): number[] {
    return this.#sql.ids.all(datasetId).map(({ id }) => id);
  }

  /** Returns the content of an image; undefined for an image with only a link. */
  bytes(id: number): { mime: string; bytes: Uint8Array } | undefined {
    return this.#sql.bytes.first(id);
  }

  /** Returns the content with a hash. */
  bytesByHash(hash: string): { mime: string; bytes: Uint8Array } | undefined {
    return this.#sql.bytesByHash.first(hash);
  }

  /** Returns the images of a dataset with these names. */
  nameOwners(datasetId: number, names: readonly string[]): { id: number; name: string }[] {
    return this.#sql.nameOwners.all(datasetId, JSON.stringify(names));
  }

  picture(hash: string): Picture | undefined {
    return this.#sql.picture.first(hash);
  }

  /** Returns those of `hashes` whose content the user may use: own uploads, and content of images of the given teams. */
  existingHashes(hashes: readonly string[], userId: number, teamIds: readonly number[]): string[] {
    return this.#sql.existingHashes
      .all(JSON.stringify(hashes), userId, JSON.stringify(teamIds))
      .map(({ hash }) => hash);
  }

  /** Stores content once per hash. `userId` is the uploader; undefined for the instance itself. */
  keep(picture: Omit<Picture, "size">, bytes: Uint8Array, userId?: number): void {
    this.#sql.keepPicture.run(picture.hash, bytes, picture.mime, picture.width, picture.height);
    if (userId !== undefined) this.#sql.addUploader.run(picture.hash, userId);
  }

  /** @throws {Problem} the dataset has an image of that name */
  add(image: NewImageRow, now: string): number {
    const { id = null, datasetId, name, link, picture, meta, parentId, createdBy } = image;
    const other = this.#sql.byName.first(datasetId, name);
    if (other !== undefined) throw nameTaken("image", { name, id: other.id });
    const look = [picture?.mime ?? null, picture?.size ?? 0, picture?.width ?? null, picture?.height ?? null];
    const hash = picture?.hash ?? null;
    const json = JSON.stringify(meta);
    return this.#sql.insert.run(
      id,
      datasetId,
      name,
      naturalKey(name),
      link,
      hash,
      ...look,
      json,
      parentId,
      createdBy,
      now,
      now,
    ).id;
  }

  update(
    id: number,
    change: { name?: string | undefined; description?: string | undefined; meta?: object | undefined },
    now: string,
  ): void {
    const meta = change.meta === undefined ? null : JSON.stringify(change.meta);
    this.#sql.update.run(...nameAndKey(change.name), change.description ?? null, meta, now, id);
  }

  /** Sets the `customSort` of an image, also in its meta, where the official SDK reads it. */
  setCustomSort(id: number, customSort: string, now: string): void {
    this.#sql.setCustomSort.run(customSort, now, id);
  }

  /** Sets the fetched content of an image with a link. */
  setPicture(id: number, { hash, mime, size, width, height }: Picture): void {
    this.#sql.setPicture.run(hash, mime, size, width, height, id);
  }

  /** Sets the link of an image; with `forgetsBytes`, the image loses its stored content. */
  setLink(id: number, link: string, forgetsBytes: boolean, now: string): void {
    this.#sql.setLink.run(link, forgetsBytes ? 1 : 0, now, id);
  }

  /** Returns the ids of the images with this content. */
  idsOfHash(hash: string): number[] {
    return this.#sql.ofHash.all(hash).map(({ id }) => id);
  }

  describe(id: number, description: string, now: string): void {
    this.update(id, { description }, now);
  }

  /** Removes content that no image uses. */
  removeUnused(): void {
    this.#sql.removeUnused.run();
  }

  /** Removes an image with its tags and figures, and its content if no other image uses it (by a trigger). */
  remove(id: number): void {
    this.database.remove("images", id);
  }
}

function nameAndKey(name: string | undefined): [string | null, string | null] {
  return name === undefined ? [null, null] : [name, naturalKey(name)];
}
