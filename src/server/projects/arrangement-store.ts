import type { Command, Database, Query } from "../db/database.js";
import { idRow } from "../db/rows.js";
import { datasetWithNested } from "./dataset-store.js";

/** Moves projects and datasets, and stores favorite datasets and hidden workspaces. */
export class ArrangementStore {
  readonly #inside: Query<{ id: number }>;
  readonly #moveDataset: Command;
  readonly #moveProject: Command;
  readonly #moveJobs: Command;
  readonly #addFavorite: Command;
  readonly #removeFavorite: Command;
  readonly #setHidden: Command;

  constructor(database: Database) {
    this.#inside = database.query(`SELECT id FROM datasets WHERE id = ? AND id IN (${datasetWithNested})`, idRow);
    this.#moveDataset = database.command("UPDATE datasets SET parentId = ?, updatedAt = ? WHERE id = ?");
    this.#moveProject = database.command("UPDATE projects SET workspaceId = ?, updatedAt = ? WHERE id = ?");
    this.#moveJobs = database.command("UPDATE jobs SET workspaceId = ? WHERE projectId = ?");
    this.#addFavorite = database.command("INSERT OR IGNORE INTO favoriteDatasets (userId, datasetId) VALUES (?, ?)");
    this.#removeFavorite = database.command("DELETE FROM favoriteDatasets WHERE userId = ? AND datasetId = ?");
    this.#setHidden = database.command("UPDATE workspaces SET hidden = ?, updatedAt = ? WHERE id = ?");
  }

  /** Whether a dataset is `outer` or nested in it. */
  isInside(datasetId: number, outer: number): boolean {
    return this.#inside.first(datasetId, outer) !== undefined;
  }

  moveDataset(id: number, parentId: number | null, now: string): void {
    this.#moveDataset.run(parentId, now, id);
  }

  /** Moves a project with its labeling jobs. */
  moveProject(id: number, workspaceId: number, now: string): void {
    this.#moveProject.run(workspaceId, now, id);
    this.#moveJobs.run(workspaceId, id);
  }

  setFavorite(userId: number, datasetId: number, isFavorite: boolean): void {
    (isFavorite ? this.#addFavorite : this.#removeFavorite).run(userId, datasetId);
  }

  setHidden(workspaceId: number, hidden: boolean, now: string): void {
    this.#setHidden.run(Number(hidden), now, workspaceId);
  }
}
