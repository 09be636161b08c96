import { z } from "zod";
import type { Command, Database, Query } from "../db/database.js";
import { objectColumn } from "../db/rows.js";
import { type Condition, Listing, type ListRequest, type Page, type Plan } from "../http/listing.js";
import type { TagAuthor } from "../images/image-tag-store.js";
import { tagsColumn, tagsSelect } from "../images/tags-column.js";
import type { Geometry } from "./geometry.js";
import { RemovedFigureStore } from "./removed-figure-store.js";

const figureRow = z.object({
  id: z.int(),
  imageId: z.int(),
  datasetId: z.int(),
  projectId: z.int(),
  classId: z.int(),
  classTitle: z.string(),
  labelerLogin: z.string(),
  geometryType: z.string(),
  geometry: objectColumn,
  extra: objectColumn,
  area: z.number().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
  tags: tagsColumn,
});

/** A figure with all of its fields. */
export type FigureRow = z.output<typeof figureRow>;

/** A figure in the format of `figures.list` and `figures.info`. */
export interface FigureWire extends Omit<FigureRow, "extra" | "classTitle"> {
  readonly entityId: number;
  readonly objectId: null;
  readonly geometryMeta: Readonly<Record<string, unknown>>;
  readonly meta: Readonly<Record<string, unknown>>;
  readonly priority: unknown;
  readonly customData: unknown;
}

const columns = `SELECT f.id, f.imageId, i.datasetId, d.projectId, f.classId, c.name AS classTitle, u.login AS labelerLogin,
    f.geometryType, f.geometry, f.extra, f.area, f.createdAt, f.updatedAt,
    ${tagsSelect("figureTags", "t.figureId = f.id")} AS tags`;
const joins = `JOIN images i ON i.id = f.imageId JOIN datasets d ON d.id = i.datasetId
    JOIN classes c ON c.id = f.classId JOIN users u ON u.id = f.labelerId`;

const figures: Plan<typeof figureRow.shape, FigureWire> = {
  select: columns,
  from: "figures f",
  joins,
  key: "f.id",
  fields: {
    id: { sql: "f.id", kind: "number" },
    entityId: { sql: "f.imageId", kind: "number" },
    imageId: { sql: "f.imageId", kind: "number" },
    classId: { sql: "f.classId", kind: "number" },
    geometryType: { sql: "f.geometryType", kind: "text" },
    createdAt: { sql: "f.createdAt", kind: "time" },
    updatedAt: { sql: "f.updatedAt", kind: "time" },
  },
  row: figureRow,
  wire: ({ extra, classTitle: _title, ...row }) => ({
    ...row,
    entityId: row.imageId,
    objectId: null,
    geometryMeta: {},
    meta: {},
    priority: extra.priority ?? null,
    customData: extra.customData ?? {},
  }),
};

/** Fields of a new figure. */
export interface NewFigure {
  readonly imageId: number;
  readonly classId: number;
  readonly className: string;
  readonly labelerId: number;
  readonly geometryType: string;
  /** Stored unchanged. */
  readonly geometry: Geometry;
  /** Further fields: description, custom data and others. */
  readonly extra: object;
  readonly area: number | null;
  readonly tags: readonly { readonly tagId: number; readonly value: string | number | null }[];
}

/** Returns a key of a tag with its value. */
export function tagKey({ tagId, value }: NewFigure["tags"][number]): string {
  return JSON.stringify([tagId, value]);
}

/** Stores the figures of images. */
export class FigureStore {
  readonly #listing: Listing<typeof figureRow.shape, FigureWire>;
  readonly #ofImages: Query<FigureRow>;
  readonly #row: Query<FigureRow>;
  readonly #insert: Command;
  readonly #update: Command;
  readonly #removed: RemovedFigureStore;
  readonly #remove: Command;
  readonly #addTag: Command;
  readonly #removeTag: Command;
  readonly #recount: Command;

  constructor(database: Database) {
    this.#listing = new Listing(database, figures);
    this.#ofImages = database.query(
      `${columns} FROM figures f ${joins} WHERE f.imageId IN (SELECT value FROM json_each(?)) ORDER BY f.id`,
      figureRow,
    );
    this.#row = database.query(`${columns} FROM figures f ${joins} WHERE f.id = ?`, figureRow);
    this.#insert = database.command(
      `INSERT INTO figures (imageId, classId, labelerId, geometryType, geometry, extra, area, createdAt, updatedAt)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#update = database.command(
      "UPDATE figures SET classId = ?, geometryType = ?, geometry = ?, extra = ?, area = ?, updatedAt = ? WHERE id = ?",
    );
    this.#removed = new RemovedFigureStore(database);
    this.#remove = database.command("DELETE FROM figures WHERE id = ?");
    this.#addTag = database.command(
      "INSERT INTO figureTags (figureId, tagId, value, labelerId, jobId, createdAt, updatedAt) VALUES (?, ?, ?, ?, ?, ?, ?)",
    );
    this.#removeTag = database.command("DELETE FROM figureTags WHERE id = ?");
    this.#recount = database.command(
      `UPDATE images SET labelsCount = (SELECT count(*) FROM figures WHERE imageId = images.id), updatedAt = ?
       WHERE id = ?`,
    );
  }

  list(scope: readonly Condition[], request: ListRequest): Page<FigureWire> {
    return this.#listing.page(scope, request);
  }

  find(id: number): FigureWire | undefined {
    return this.#listing.one(id);
  }

  /** Returns a figure with all of its fields, or undefined. */
  row(id: number): FigureRow | undefined {
    return this.#row.first(id);
  }

  /** Returns the figures of several images, oldest first. */
  ofImages(imageIds: readonly number[]): FigureRow[] {
    return this.#ofImages.all(JSON.stringify(imageIds));
  }

  /** Adds a figure with its tags, in a job or outside of jobs; returns its id. */
  add(figure: NewFigure, jobId: number | undefined, now: string): number {
    const { imageId, classId, labelerId, geometryType, geometry, extra, area, tags } = figure;
    const shape = [geometryType, JSON.stringify(geometry), JSON.stringify(extra), area];
    const { id } = this.#insert.run(imageId, classId, labelerId, ...shape, now, now);
    this.#addTags(id, tags, { labelerId, jobId }, now);
    return id;
  }

  /** Changes the class, shape or tags of a figure. Its id, author and unchanged tags are kept. */
  update(figure: FigureRow, next: NewFigure, author: TagAuthor, now: string): void {
    const { classId, geometryType, geometry, extra, area } = next;
    const json = [JSON.stringify(geometry), JSON.stringify(extra)];
    this.#update.run(classId, geometryType, ...json, area, now, figure.id);
    const wanted = [...next.tags];
    for (const tag of figure.tags) {
      const at = wanted.findIndex((each) => tagKey(each) === tagKey(tag));
      if (at === -1) this.#removeTag.run(tag.id);
      else wanted.splice(at, 1);
    }
    this.#addTags(figure.id, wanted, author, now);
  }

  addTag(id: number, tagId: number, value: string | number | null, author: TagAuthor, now: string): number {
    const { labelerId, jobId = null } = author;
    return this.#addTag.run(id, tagId, value === null ? null : JSON.stringify(value), labelerId, jobId, now, now).id;
  }

  /** Removes a figure; it can be restored. */
  remove(id: number): void {
    this.#removed.keep(id);
    this.#remove.run(id);
  }

  /** Recounts the labels of an image. */
  recount(imageId: number, now: string): void {
    this.#recount.run(now, imageId);
  }

  #addTags(id: number, tags: NewFigure["tags"], author: TagAuthor, now: string): void {
    for (const { tagId, value } of tags) this.addTag(id, tagId, value, author, now);
  }
}
