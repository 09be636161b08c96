import { z } from "zod";
import { Store } from "../db/store.js";

const idsRow = z.object({ id: z.int(), imageId: z.int(), classId: z.int() });

/** A removed figure. */
export type RemovedFigure = z.output<typeof idsRow>;

const shape = "id, imageId, classId, labelerId, geometryType, geometry, extra, area";

/** Stores removed figures. They can be restored while their image and class exist. */
export class RemovedFigureStore extends Store {
  readonly #sql = {
    find: this.database.query("SELECT id, imageId, classId FROM removedFigures WHERE id = ?", idsRow),
    keep: this.database.command(
      `INSERT OR REPLACE INTO removedFigures (${shape}, tags, createdAt, updatedAt)
       SELECT ${shape}, (SELECT json_group_array(json_object('tagId', tagId, 'value', value, 'customData', customData,
         'labelerId', labelerId, 'jobId', jobId, 'createdAt', createdAt, 'updatedAt', updatedAt)) FROM figureTags WHERE figureId = f.id),
       createdAt, updatedAt FROM figures f WHERE id = ?`,
    ),
    restore: this.database.command(
      `INSERT INTO figures (${shape}, createdAt, updatedAt) SELECT ${shape}, createdAt, ? FROM removedFigures WHERE id = ?`,
    ),
    restoreTags: this.database.command(
      `INSERT INTO figureTags (figureId, tagId, value, customData, labelerId, jobId, createdAt, updatedAt)
       SELECT r.id, t.value ->> 'tagId', t.value ->> 'value', t.value ->> 'customData', t.value ->> 'labelerId', t.value ->> 'jobId',
         t.value ->> 'createdAt', t.value ->> 'updatedAt'
       FROM removedFigures r, json_each(r.tags) t
       WHERE r.id = ? AND t.value ->> 'tagId' IN (SELECT id FROM tags)`,
    ),
  };

  find(id: number): RemovedFigure | undefined {
    return this.#sql.find.first(id);
  }

  /** Saves a figure with its tags, before it is removed. */
  keep(id: number): void {
    this.#sql.keep.run(id);
  }

  /** Restores a figure with its id, and the tags that still exist in the project. */
  restore(id: number, now: string): void {
    this.#sql.restore.run(now, id);
    this.#sql.restoreTags.run(id);
    this.database.remove("removedFigures", id);
  }
}
