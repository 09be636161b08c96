import { z } from "zod";
import type { Command, Database, Query } from "../db/database.js";
import { idRow, objectColumn } from "../db/rows.js";

/** The tables of tags on images and figures. */
type TagTable = "imageTags" | "figureTags";

const placeRow = z.object({ id: z.int(), tagId: z.int(), ownerId: z.int() });
const dataRow = z.object({ customData: objectColumn });

/** Stores single tags of objects, and the custom data of tags. */
export class TagDataStore {
  readonly #sql;
  readonly #tables: Readonly<
    Record<TagTable, { data: Query<z.output<typeof dataRow>>; elsewhere: Query<{ id: number }>; set: Command }>
  >;

  constructor(database: Database) {
    const of = (table: TagTable, ofImage: string) => ({
      data: database.query(`SELECT customData FROM ${table} WHERE id = ?`, dataRow),
      elsewhere: database.query(
        `SELECT t.id FROM jobImages ji JOIN ${ofImage} JOIN jobs j ON j.id = t.jobId
         WHERE ji.jobId = ?1 AND t.labelerId = ?2 AND j.userId = ?2 AND j.id <> ?1`,
        idRow,
      ),
      set: database.command(`UPDATE ${table} SET customData = ?, updatedAt = ? WHERE id = ?`),
    });
    this.#tables = {
      imageTags: of("imageTags", "imageTags t ON t.imageId = ji.imageId"),
      figureTags: of("figureTags", "figures f ON f.imageId = ji.imageId JOIN figureTags t ON t.figureId = f.id"),
    };
    this.#sql = {
      figureTag: database.query("SELECT id, tagId, figureId AS ownerId FROM figureTags WHERE id = ?", placeRow),
      remove: database.command("DELETE FROM figureTags WHERE id = ?"),
      dates: database.command("UPDATE figures SET createdAt = ?, updatedAt = ? WHERE id = ?"),
    };
  }

  /** Returns a tag on a figure (`ownerId`) by its id. */
  figureTag(id: number): z.output<typeof placeRow> | undefined {
    return this.#sql.figureTag.first(id);
  }

  removeFromFigure(id: number): void {
    this.#sql.remove.run(id);
  }

  /** Sets or merges the custom data of a tag; returns the result. */
  update(table: TagTable, id: number, customData: object, strategy: "merge" | "replace", now: string) {
    const { data, set } = this.#tables[table];
    const next = strategy === "merge" ? { ...data.first(id)?.customData, ...customData } : customData;
    set.run(JSON.stringify(next), now, id);
    return { id, customData: next };
  }

  /** Returns the ids of tags on the images or objects of a job that the same user added in another job. */
  putElsewhere(table: TagTable, jobId: number, userId: number): ReadonlySet<number> {
    return new Set(this.#tables[table].elsewhere.all(jobId, userId).map(({ id }) => id));
  }

  /** Sets the times of copies to those of their sources; both lists have the same order. */
  copyDates(sources: readonly { createdAt: string; updatedAt: string }[], copies: readonly { id: number }[]): void {
    for (const [index, { createdAt, updatedAt }] of sources.entries()) {
      const copy = copies[index];
      if (copy !== undefined) this.#sql.dates.run(createdAt, updatedAt, copy.id);
    }
  }
}
