import { z } from "zod";
import { idRow } from "../db/rows.js";
import { Store } from "../db/store.js";

const idsRow = z.object({ id: z.int(), tagId: z.int(), imageId: z.int() });

/** A tag on an image. */
export type ImageTagIds = z.output<typeof idsRow>;

/** The value of a tag. */
export type StoredTagValue = string | number | null;

/** The author of a tag, and the job of the request. */
export interface TagAuthor {
  readonly labelerId: number;
  readonly jobId?: number | undefined;
}

/** Stores tags of images. An image has each tag at most once. */
export class ImageTagStore extends Store {
  readonly #sql = {
    find: this.database.query("SELECT id, tagId, imageId FROM imageTags WHERE id = ?", idsRow),
    images: this.database.query("SELECT imageId AS id FROM imageTags WHERE tagId = ?", idRow),
    onImage: this.database.query("SELECT id FROM imageTags WHERE imageId = ? AND tagId = ?", idRow),
    remove: this.database.command("DELETE FROM imageTags WHERE imageId = ? AND tagId = ?"),
  };

  find(id: number): ImageTagIds | undefined {
    return this.#sql.find.first(id);
  }

  /** Returns the ids of the images with a tag. */
  imagesWith(tagId: number): number[] {
    return this.#sql.images.all(tagId).map(({ id }) => id);
  }

  /** Adds a tag to an image, or changes the value of the existing one, which keeps its author and job; returns its id. */
  put(imageId: number, tagId: number, value: StoredTagValue, author: TagAuthor, now: string): number {
    const existing = this.#sql.onImage.first(imageId, tagId);
    if (existing !== undefined) {
      this.setValue({ id: existing.id, imageId }, value, now);
      return existing.id;
    }
    const { labelerId, jobId } = author;
    this.#touch(imageId, now);
    const row = { imageId, tagId, value: json(value), labelerId, jobId };
    return this.database.insert("imageTags", { ...row, createdAt: now, updatedAt: now });
  }

  setValue({ id, imageId }: Omit<ImageTagIds, "tagId">, value: StoredTagValue, now: string): void {
    this.#touch(imageId, now);
    this.database.update("imageTags", id, { value: json(value), updatedAt: now });
  }

  /** Removes a tag; returns whether it existed. */
  remove(imageId: number, tagId: number, now: string): boolean {
    const wasThere = this.#sql.remove.run(imageId, tagId).changes > 0;
    if (wasThere) this.#touch(imageId, now);
    return wasThere;
  }

  #touch(imageId: number, now: string): void {
    this.database.update("images", imageId, { updatedAt: now });
  }
}

function json(value: StoredTagValue): string | null {
  return value === null ? null : JSON.stringify(value);
}
