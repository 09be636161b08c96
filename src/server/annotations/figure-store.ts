import { z } from "zod";
import type { RowOf } from "../db/columns.js";
import { objectColumn } from "../db/rows.js";
import { Store } from "../db/store.js";
import type { Condition } from "../http/conditions.js";
import { ListReader, type ListRequest, listOf, type Page } from "../http/listing.js";
import type { TagAuthor } from "../images/image-tag-store.js";
import { tagsColumn, tagsSelect } from "../images/tags-column.js";
import type { GeometryFields } from "./geometry.js";
import { RemovedFigureStore } from "./removed-figure-store.js";

const joins = `JOIN images i ON i.id = f.imageId JOIN datasets d ON d.id = i.datasetId
    JOIN classes c ON c.id = f.classId JOIN users u ON u.id = f.labelerId`;

const figures = listOf(
  "figures f",
  {
    id: { type: z.int(), filter: "number" },
    imageId: { type: z.int(), filter: "number" },
    datasetId: { type: z.int(), sql: "i.datasetId" },
    projectId: { type: z.int(), sql: "d.projectId" },
    classId: { type: z.int(), filter: "number" },
    classTitle: { type: z.string(), sql: "c.name" },
    labelerLogin: { type: z.string(), sql: "u.login" },
    geometryType: { type: z.string(), filter: "text" },
    geometry: { type: objectColumn },
    extra: { type: objectColumn },
    area: { type: z.number().nullable() },
    createdAt: { type: z.string(), filter: "time" },
    updatedAt: { type: z.string(), filter: "time" },
    tags: { type: tagsColumn, sql: tagsSelect("figureTags", "t.figureId = f.id") },
  },
  {
    joins,
    filters: {
      entityId: { sql: "f.imageId", kind: "number" },
    },
    wire: ({ extra, classTitle: _title, ...row }) => ({
      ...row,
      entityId: row.imageId,
      objectId: null,
      geometryMeta: {},
      meta: {},
      priority: extra.priority ?? null,
      customData: extra.customData ?? {},
    }),
  },
);

/** A figure with all of its fields. */
export type FigureRow = RowOf<typeof figures>;

/** A figure in the format of `figures.list` and `figures.info`. */
export interface FigureWire extends Omit<FigureRow, "extra" | "classTitle"> {
  readonly entityId: number;
  readonly objectId: null;
  readonly geometryMeta: Readonly<Record<string, unknown>>;
  readonly meta: Readonly<Record<string, unknown>>;
  readonly priority: unknown;
  readonly customData: unknown;
}

/** Fields of a new figure. */
export interface NewFigureRow {
  readonly imageId: number;
  readonly classId: number;
  readonly className: string;
  readonly labelerId: number;
  readonly geometryType: string;
  /** Stored unchanged. */
  readonly geometry: GeometryFields;
  /** Further fields: description, custom data and others. */
  readonly extra: object;
  readonly area: number | null;
  readonly tags: readonly { readonly tagId: number; readonly value: string | number | null }[];
}

/** Returns a key of a tag with its value. */
export function tagKey({ tagId, value }: NewFigureRow["tags"][number]): string {
  return JSON.stringify([tagId, value]);
}

/** Stores the figures of images. */
export class FigureStore extends Store {
  readonly #removed = new RemovedFigureStore(this.database);
  readonly #sql = {
    listing: new ListReader(this.database, figures),
    ofImages: this.database.query(
      `${figures.select} FROM figures f ${joins} WHERE f.imageId IN (SELECT value FROM json_each(?)) ORDER BY f.id`,
      figures.row,
    ),
    row: this.database.query(`${figures.select} FROM figures f ${joins} WHERE f.id = ?`, figures.row),
    recount: this.database.command(
      `UPDATE images SET labelsCount = (SELECT count(*) FROM figures WHERE imageId = images.id), updatedAt = ?
       WHERE id = ?`,
    ),
  };

  list(scope: readonly Condition[], request: ListRequest): Page<FigureWire> {
    return this.#sql.listing.page(scope, request);
  }

  find(id: number): FigureWire | undefined {
    return this.#sql.listing.one(id);
  }

  /** Returns a figure with all of its fields, or undefined. */
  row(id: number): FigureRow | undefined {
    return this.#sql.row.first(id);
  }

  /** Returns the figures of several images, oldest first. */
  ofImages(imageIds: readonly number[]): FigureRow[] {
    return this.#sql.ofImages.all(JSON.stringify(imageIds));
  }

  /** Adds a figure with its tags, in a job or outside of jobs; returns its id. */
  add(figure: NewFigureRow, jobId: number | undefined, now: string): number {
    const { imageId, classId, labelerId, geometryType, geometry, extra, area, tags } = figure;
    const row = { imageId, classId, labelerId, geometryType, geometry, extra, area };
    const id = this.database.insert("figures", { ...row, createdAt: now, updatedAt: now });
    this.#addTags(id, tags, { labelerId, jobId }, now);
    return id;
  }

  /** Changes the class, shape or tags of a figure. Its id, author and unchanged tags are kept. */
  update(figure: FigureRow, next: NewFigureRow, author: TagAuthor, now: string): void {
    const { classId, geometryType, geometry, extra, area } = next;
    this.database.update("figures", figure.id, { classId, geometryType, geometry, extra, area, updatedAt: now });
    const wanted = [...next.tags];
    for (const tag of figure.tags) {
      const at = wanted.findIndex((each) => tagKey(each) === tagKey(tag));
      if (at === -1) this.database.remove("figureTags", tag.id);
      else wanted.splice(at, 1);
    }
    this.#addTags(figure.id, wanted, author, now);
  }

  addTag(id: number, tagId: number, value: string | number | null, author: TagAuthor, now: string): number {
    const { labelerId, jobId } = author;
    const row = { figureId: id, tagId, value: value === null ? null : JSON.stringify(value), labelerId, jobId };
    return this.database.insert("figureTags", { ...row, createdAt: now, updatedAt: now });
  }

  /** Removes a figure; it can be restored. */
  remove(id: number): void {
    this.#removed.keep(id);
    this.database.remove("figures", id);
  }

  /** Recounts the labels of an image. */
  recount(imageId: number, now: string): void {
    this.#sql.recount.run(now, imageId);
  }

  #addTags(id: number, tags: NewFigureRow["tags"], author: TagAuthor, now: string): void {
    for (const { tagId, value } of tags) this.addTag(id, tagId, value, author, now);
  }
}
