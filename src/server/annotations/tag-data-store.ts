import { z } from "zod";
import { idRow, objectColumn } from "../db/rows.js";
import { Store } from "../db/store.js";

/** The tables of tags on images and figures. */
type TagTable = "imageTags" | "figureTags";

const idsRow = z.object({ id: z.int(), tagId: z.int(), ownerId: z.int() });
const dataRow = z.object({ customData: objectColumn });

/** Stores single tags of objects, and the custom data of tags. */
export class TagDataStore extends Store {
  readonly #sql = {
    figureTag: this.database.query("SELECT id, tagId, figureId AS ownerId FROM figureTags WHERE id = ?", idsRow),
    imageTags: this.#of("imageTags", "imageTags t ON t.imageId = ji.imageId"),
    figureTags: this.#of("figureTags", "figures f ON f.imageId = ji.imageId JOIN figureTags t ON t.figureId = f.id"),
  };

  #of(table: TagTable, ofImage: string) {
    const elsewhere = `SELECT t.id FROM jobImages ji JOIN ${ofImage} JOIN jobs j ON j.id = t.jobId
      WHERE ji.jobId = ?1 AND t.labelerId = ?2 AND j.userId = ?2 AND j.id <> ?1`;
    return {
      data: this.database.query(`SELECT customData FROM ${table} WHERE id = ?`, dataRow),
      elsewhere: this.database.query(elsewhere, idRow),
    };
  }

  /** Returns a tag on a figure (`ownerId`) by its id. */
  figureTag(id: number): z.output<typeof idsRow> | undefined {
    return this.#sql.figureTag.first(id);
  }

  removeFromFigure(id: number): void {
    this.database.remove("figureTags", id);
  }

  /** Sets or merges the custom data of a tag; returns the result. */
  update(table: TagTable, id: number, customData: object, strategy: "merge" | "replace", now: string) {
    const next = strategy === "merge" ? { ...this.#sql[table].data.first(id)?.customData, ...customData } : customData;
    this.database.update(table, id, { customData: next, updatedAt: now });
    return { id, customData: next };
  }

  /** Returns the ids of tags on the images or objects of a job that the same user added in another job. */
  putElsewhere(table: TagTable, jobId: number, userId: number): ReadonlySet<number> {
    return new Set(this.#sql[table].elsewhere.all(jobId, userId).map(({ id }) => id));
  }

  /** Sets the times of copies to those of their sources; both lists have the same order. */
  copyDates(sources: readonly { createdAt: string; updatedAt: string }[], copies: readonly { id: number }[]): void {
    for (const [index, { createdAt, updatedAt }] of sources.entries()) {
      const copy = copies[index];
      if (copy !== undefined) this.database.update("figures", copy.id, { createdAt, updatedAt });
    }
  }
}
