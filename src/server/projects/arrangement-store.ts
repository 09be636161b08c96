import type { Database } from "../db/database.js";
import { idRow } from "../db/rows.js";
import { datasetWithNested } from "./dataset-store.js";

/** Moves projects and datasets, and stores favorite datasets and hidden workspaces. */
export class ArrangementStore {
  readonly #sql;

  constructor(database: Database) {
    this.#sql = {
      inside: database.query(`SELECT id FROM datasets WHERE id = ? AND id IN (${datasetWithNested})`, idRow),
      moveDataset: database.command("UPDATE datasets SET parentId = ?, updatedAt = ? WHERE id = ?"),
      moveProject: database.command("UPDATE projects SET workspaceId = ?, updatedAt = ? WHERE id = ?"),
      moveJobs: database.command("UPDATE jobs SET workspaceId = ? WHERE projectId = ?"),
      addFavorite: database.command("INSERT OR IGNORE INTO favoriteDatasets (userId, datasetId) VALUES (?, ?)"),
      removeFavorite: database.command("DELETE FROM favoriteDatasets WHERE userId = ? AND datasetId = ?"),
      setHidden: database.command("UPDATE workspaces SET hidden = ?, updatedAt = ? WHERE id = ?"),
    };
  }

  /** Whether a dataset is `outer` or nested in it. */
  isInside(datasetId: number, outer: number): boolean {
    return this.#sql.inside.first(datasetId, outer) !== undefined;
  }

  moveDataset(id: number, parentId: number | null, now: string): void {
    this.#sql.moveDataset.run(parentId, now, id);
  }

  /** Moves a project with its labeling jobs. */
  moveProject(id: number, workspaceId: number, now: string): void {
    this.#sql.moveProject.run(workspaceId, now, id);
    this.#sql.moveJobs.run(workspaceId, id);
  }

  setFavorite(userId: number, datasetId: number, isFavorite: boolean): void {
    (isFavorite ? this.#sql.addFavorite : this.#sql.removeFavorite).run(userId, datasetId);
  }

  setHidden(workspaceId: number, hidden: boolean, now: string): void {
    this.#sql.setHidden.run(Number(hidden), now, workspaceId);
  }
}
