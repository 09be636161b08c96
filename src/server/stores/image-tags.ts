import { z } from "zod";
import type { Command, Database, Query } from "../database.js";
import { idRow } from "./rows.js";

const placeRow = z.object({ id: z.int(), tagId: z.int(), imageId: z.int() });

/** A tag that was put on an image. */
export type ImageTagPlace = z.output<typeof placeRow>;

/** Tags on images. */
export class ImageTagStore {
  readonly #find: Query<ImageTagPlace>;
  readonly #images: Query<{ id: number }>;
  readonly #put: Command;
  readonly #touch: Command;

  constructor(database: Database) {
    this.#find = database.query("SELECT id, tagId, imageId FROM imageTags WHERE id = ?", placeRow);
    this.#images = database.query("SELECT imageId AS id FROM imageTags WHERE tagId = ?", idRow);
    this.#put = database.command(
      "INSERT INTO imageTags (imageId, tagId, value, labelerId, createdAt, updatedAt) VALUES (?, ?, ?, ?, ?, ?)",
    );
    this.#touch = database.command("UPDATE images SET updatedAt = ? WHERE id = ?");
  }

  find(id: number): ImageTagPlace | undefined {
    return this.#find.first(id);
  }

  /** The ids of the images that have a tag. */
  imagesWith(tagId: number): number[] {
    return this.#images.all(tagId).map(({ id }) => id);
  }

  /** Puts a tag on an image, and answers the id of the tag there. */
  put(imageId: number, tagId: number, value: string | number | null, labelerId: number, now: string): number {
    this.#touch.run(now, imageId);
    return this.#put.run(imageId, tagId, value === null ? null : JSON.stringify(value), labelerId, now, now).id;
  }
}
