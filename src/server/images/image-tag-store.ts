import { z } from "zod";
import type { Database } from "../db/database.js";
import { idRow } from "../db/rows.js";

const placeRow = z.object({ id: z.int(), tagId: z.int(), imageId: z.int() });

/** A tag on an image. */
export type ImageTagIds = z.output<typeof placeRow>;

/** The value of a tag. */
export type StoredTagValue = string | number | null;

/** The author of a tag, and the job of the request. */
export interface TagAuthor {
  readonly labelerId: number;
  readonly jobId?: number | undefined;
}

/** Stores tags of images. An image has each tag at most once. */
export class ImageTagStore {
  readonly #sql;

  constructor(database: Database) {
    this.#sql = {
      find: database.query("SELECT id, tagId, imageId FROM imageTags WHERE id = ?", placeRow),
      images: database.query("SELECT imageId AS id FROM imageTags WHERE tagId = ?", idRow),
      onImage: database.query("SELECT id FROM imageTags WHERE imageId = ? AND tagId = ?", idRow),
      put: database.command(
        "INSERT INTO imageTags (imageId, tagId, value, labelerId, jobId, createdAt, updatedAt) VALUES (?, ?, ?, ?, ?, ?, ?)",
      ),
      setValue: database.command("UPDATE imageTags SET value = ?, updatedAt = ? WHERE id = ?"),
      remove: database.command("DELETE FROM imageTags WHERE imageId = ? AND tagId = ?"),
      touch: database.command("UPDATE images SET updatedAt = ? WHERE id = ?"),
    };
  }

  find(id: number): ImageTagIds | undefined {
    return this.#sql.find.first(id);
  }

  /** Returns the ids of the images with a tag. */
  imagesWith(tagId: number): number[] {
    return this.#sql.images.all(tagId).map(({ id }) => id);
  }

  /** Adds a tag to an image, or changes the value of the existing one, which keeps its author and job; returns its id. */
  put(imageId: number, tagId: number, value: StoredTagValue, author: TagAuthor, now: string): number {
    const { labelerId, jobId = null } = author;
    this.#sql.touch.run(now, imageId);
    const existing = this.#sql.onImage.first(imageId, tagId);
    if (existing === undefined) return this.#sql.put.run(imageId, tagId, json(value), labelerId, jobId, now, now).id;
    this.#sql.setValue.run(json(value), now, existing.id);
    return existing.id;
  }

  setValue(ids: ImageTagIds, value: StoredTagValue, now: string): void {
    this.#sql.touch.run(now, ids.imageId);
    this.#sql.setValue.run(json(value), now, ids.id);
  }

  /** Removes a tag; returns whether it existed. */
  remove(imageId: number, tagId: number, now: string): boolean {
    const wasThere = this.#sql.remove.run(imageId, tagId).changes > 0;
    if (wasThere) this.#sql.touch.run(now, imageId);
    return wasThere;
  }
}

function json(value: StoredTagValue): string | null {
  return value === null ? null : JSON.stringify(value);
}
