import type { Command, Database } from "../database.js";

/** Something that happened in a team. */
export interface Happening {
  readonly teamId: number;
  readonly userId: number;
  readonly action: string;
  readonly projectId?: number;
  readonly datasetId?: number;
  readonly imageId?: number;
  readonly classId?: number;
  readonly figureId?: number;
  readonly jobId?: number;
  readonly tagId?: number;
  readonly meta?: object;
}

/** What happened, oldest first: read by `teams.activity` and by the statistics. */
export class ActivityStore {
  readonly #insert: Command;

  constructor(database: Database) {
    this.#insert = database.command(
      `INSERT INTO activity (teamId, userId, action, date, projectId, datasetId, imageId, classId, figureId, jobId,
       tagId, meta) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
  }

  record(happening: Happening, now: string): void {
    const { teamId, userId, action, projectId, datasetId, imageId, classId, figureId, jobId, tagId } = happening;
    const about = [projectId, datasetId, imageId, classId, figureId, jobId, tagId].map((id) => id ?? null);
    this.#insert.run(teamId, userId, action, now, ...about, JSON.stringify(happening.meta ?? {}));
  }
}
