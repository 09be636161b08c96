import { z } from "zod";
import type { Command, Database, Query } from "../db/database.js";
import { idRow } from "../db/rows.js";

const placeRow = z.object({ id: z.int(), tagId: z.int(), imageId: z.int() });

/** A tag on an image. */
export type ImageTagIds = z.output<typeof placeRow>;

/** The value of a tag. */
export type TagValue = string | number | null;

/** The author of a tag, and the job of the request. */
export interface TagAuthor {
  readonly labelerId: number;
  readonly jobId?: number | undefined;
}

/** Stores tags of images. An image has each tag at most once. */
export class ImageTagStore {
  readonly #find: Query<ImageTagIds>;
  readonly #images: Query<{ id: number }>;
  readonly #onImage: Query<{ id: number }>;
  readonly #put: Command;
  readonly #setValue: Command;
  readonly #remove: Command;
  readonly #removeOfImage: Command;
  readonly #touch: Command;

  constructor(database: Database) {
    this.#find = database.query("SELECT id, tagId, imageId FROM imageTags WHERE id = ?", placeRow);
    this.#images = database.query("SELECT imageId AS id FROM imageTags WHERE tagId = ?", idRow);
    this.#onImage = database.query("SELECT id FROM imageTags WHERE imageId = ? AND tagId = ?", idRow);
    this.#put = database.command(
      "INSERT INTO imageTags (imageId, tagId, value, labelerId, jobId, createdAt, updatedAt) VALUES (?, ?, ?, ?, ?, ?, ?)",
    );
    this.#setValue = database.command("UPDATE imageTags SET value = ?, updatedAt = ? WHERE id = ?");
    this.#remove = database.command("DELETE FROM imageTags WHERE imageId = ? AND tagId = ?");
    this.#removeOfImage = database.command("DELETE FROM imageTags WHERE imageId = ?");
    this.#touch = database.command("UPDATE images SET updatedAt = ? WHERE id = ?");
  }

  find(id: number): ImageTagIds | undefined {
    return this.#find.first(id);
  }

  /** Returns the ids of the images with a tag. */
  imagesWith(tagId: number): number[] {
    return this.#images.all(tagId).map(({ id }) => id);
  }

  /** Adds a tag to an image, or changes the value of the existing one, which keeps its author and job; returns its id. */
  put(imageId: number, tagId: number, value: TagValue, author: TagAuthor, now: string): number {
    const { labelerId, jobId = null } = author;
    this.#touch.run(now, imageId);
    const existing = this.#onImage.first(imageId, tagId);
    if (existing === undefined) return this.#put.run(imageId, tagId, json(value), labelerId, jobId, now, now).id;
    this.#setValue.run(json(value), now, existing.id);
    return existing.id;
  }

  setValue(ids: ImageTagIds, value: TagValue, now: string): void {
    this.#touch.run(now, ids.imageId);
    this.#setValue.run(json(value), now, ids.id);
  }

  /** Removes a tag; returns whether it existed. */
  remove(imageId: number, tagId: number, now: string): boolean {
    const wasThere = this.#remove.run(imageId, tagId).changes > 0;
    if (wasThere) this.#touch.run(now, imageId);
    return wasThere;
  }

  removeOfImage(imageId: number): void {
    this.#removeOfImage.run(imageId);
  }
}

function json(value: TagValue): string | null {
  return value === null ? null : JSON.stringify(value);
}
