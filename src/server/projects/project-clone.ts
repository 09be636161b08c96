/** Clones projects inside the database. Only the content of images is shared. */
import { z } from "zod";
import { Store } from "../db/store.js";

/** The parts of a project to clone. */
export interface CloneParts {
  readonly classes: boolean;
  readonly tags: boolean;
  readonly datasets: boolean;
  readonly images: boolean;
  readonly imageTags: boolean;
  readonly figures: boolean;
  readonly figureTags: boolean;
}

const datasetRow = z.object({ id: z.int(), parentId: z.int().nullable(), name: z.string() });
const figureRow = z.object({ id: z.int(), imageId: z.int(), classId: z.int() });

/** Copies the content of a project into an empty one. */
export class ProjectClone extends Store {
  readonly #sql = {
    datasets: this.database.query(
      "SELECT id, parentId, name FROM datasets WHERE projectId = ? AND archived = 0 ORDER BY id",
      datasetRow,
    ),
    figures: this.database.query(
      `SELECT f.id, copy.id AS imageId, c.id AS classId FROM figures f JOIN images i ON i.id = f.imageId
       JOIN images copy ON copy.datasetId = ? AND copy.name = i.name
       JOIN classes old ON old.id = f.classId JOIN classes c ON c.projectId = ? AND c.name = old.name
       WHERE i.datasetId = ? ORDER BY f.id`,
      figureRow,
    ),
    classes: this.database.command(
      `INSERT INTO classes (projectId, position, name, description, shape, color, hotkey, settings, createdAt, updatedAt)
       SELECT ?, position, name, description, shape, color, hotkey, settings, ?, ? FROM classes WHERE projectId = ?
       ORDER BY position`,
    ),
    tags: this.database.command(
      `INSERT INTO tags (projectId, position, name, color, hotkey, settings, createdAt, updatedAt)
       SELECT ?, position, name, color, hotkey, settings, ?, ? FROM tags WHERE projectId = ? ORDER BY position`,
    ),
    addDataset: this.database.command(
      `INSERT INTO datasets (projectId, parentId, name, nameKey, description, customData, createdBy, createdAt, updatedAt)
       SELECT ?, ?, name, nameKey, description, customData, ?, ?, ? FROM datasets WHERE id = ?`,
    ),
    images: this.database.command(
      `INSERT INTO images (datasetId, name, nameKey, link, hash, mime, size, width, height, description, meta, parentId,
       customSort, createdBy, createdAt, updatedAt)
       SELECT ?, name, nameKey, link, hash, mime, size, width, height, description, meta, NULL, customSort, ?, ?, ?
       FROM images WHERE datasetId = ? ORDER BY id`,
    ),
    imageTags: this.database.command(
      `INSERT INTO imageTags (imageId, tagId, value, customData, labelerId, createdAt, updatedAt)
       SELECT copy.id, g.id, t.value, t.customData, t.labelerId, t.createdAt, t.updatedAt
       FROM imageTags t JOIN images i ON i.id = t.imageId JOIN images copy ON copy.datasetId = ? AND copy.name = i.name
       JOIN tags old ON old.id = t.tagId JOIN tags g ON g.projectId = ? AND g.name = old.name
       WHERE i.datasetId = ? ORDER BY t.id`,
    ),
    addFigure: this.database.command(
      `INSERT INTO figures (imageId, classId, labelerId, geometryType, geometry, extra, area, createdAt, updatedAt)
       SELECT ?, ?, labelerId, geometryType, geometry, extra, area, createdAt, updatedAt FROM figures WHERE id = ?`,
    ),
    figureTags: this.database.command(
      `INSERT INTO figureTags (figureId, tagId, value, customData, labelerId, createdAt, updatedAt)
       SELECT ?, g.id, t.value, t.customData, t.labelerId, t.createdAt, t.updatedAt
       FROM figureTags t JOIN tags old ON old.id = t.tagId JOIN tags g ON g.projectId = ? AND g.name = old.name
       WHERE t.figureId = ? ORDER BY t.id`,
    ),
    recountDataset: this.database.command(
      `UPDATE datasets SET (imagesCount, size) =
       (SELECT count(*), ifnull(sum(size), 0) FROM images WHERE datasetId = datasets.id) WHERE id = ?`,
    ),
    recountLabels: this.database.command(
      `UPDATE images SET labelsCount = (SELECT count(*) FROM figures WHERE imageId = images.id) WHERE datasetId = ?`,
    ),
  };

  /** Copies parts of a project. Objects and tags keep their authors and times; other records get `userId` and `now`. */
  copy(sourceId: number, targetId: number, parts: CloneParts, userId: number, now: string): void {
    if (parts.classes) this.#sql.classes.run(targetId, now, now, sourceId);
    if (parts.tags) this.#sql.tags.run(targetId, now, now, sourceId);
    if (!parts.datasets) return;
    const copies = new Map<number, number>();
    const waiting = this.#sql.datasets.all(sourceId);
    // Parents first: a dataset may be nested in a newer one.
    while (waiting.length > 0) {
      const at = waiting.findIndex(({ parentId }) => parentId === null || copies.has(parentId));
      const [dataset] = waiting.splice(Math.max(0, at), 1);
      if (dataset === undefined) return;
      const parentId = dataset.parentId === null ? null : (copies.get(dataset.parentId) ?? null);
      const { id } = this.#sql.addDataset.run(targetId, parentId, userId, now, now, dataset.id);
      copies.set(dataset.id, id);
      if (parts.images) this.#copyImages(dataset.id, id, targetId, parts, userId, now);
    }
  }

  #copyImages(from: number, to: number, projectId: number, parts: CloneParts, userId: number, now: string): void {
    this.#sql.images.run(to, userId, now, now, from);
    if (parts.imageTags && parts.tags) this.#sql.imageTags.run(to, projectId, from);
    if (parts.figures && parts.classes) {
      for (const { id, imageId, classId } of this.#sql.figures.all(to, projectId, from)) {
        const figure = this.#sql.addFigure.run(imageId, classId, id);
        if (parts.figureTags && parts.tags) this.#sql.figureTags.run(figure.id, projectId, id);
      }
      this.#sql.recountLabels.run(to);
    }
    this.#sql.recountDataset.run(to);
  }
}
