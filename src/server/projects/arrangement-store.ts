import { idRow } from "../db/rows.js";
import { Store } from "../db/store.js";
import { datasetWithNested } from "./dataset-store.js";

/** Moves projects and datasets, and stores favorite datasets and hidden workspaces. */
export class ArrangementStore extends Store {
  readonly #sql = {
    inside: this.database.query(`SELECT id FROM datasets WHERE id = ? AND id IN (${datasetWithNested})`, idRow),
    moveJobs: this.database.command("UPDATE jobs SET workspaceId = ? WHERE projectId = ?"),
    addFavorite: this.database.command("INSERT OR IGNORE INTO favoriteDatasets (userId, datasetId) VALUES (?, ?)"),
    removeFavorite: this.database.command("DELETE FROM favoriteDatasets WHERE userId = ? AND datasetId = ?"),
  };

  /** Whether a dataset is `outer` or nested in it. */
  isInside(datasetId: number, outer: number): boolean {
    return this.#sql.inside.first(datasetId, outer) !== undefined;
  }

  moveDataset(id: number, parentId: number | null, now: string): void {
    this.database.update("datasets", id, { parentId, updatedAt: now });
  }

  /** Moves a project with its labeling jobs. */
  moveProject(id: number, workspaceId: number, now: string): void {
    this.database.update("projects", id, { workspaceId, updatedAt: now });
    this.#sql.moveJobs.run(workspaceId, id);
  }

  setFavorite(userId: number, datasetId: number, isFavorite: boolean): void {
    (isFavorite ? this.#sql.addFavorite : this.#sql.removeFavorite).run(userId, datasetId);
  }

  setHidden(workspaceId: number, hidden: boolean, now: string): void {
    this.database.update("workspaces", workspaceId, { hidden, updatedAt: now });
  }
}
