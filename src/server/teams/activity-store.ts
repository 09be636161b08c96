import { z } from "zod";
import type { Command, Database, Query } from "../db/database.js";
import { objectColumn } from "../db/rows.js";
import { type Condition, Listing, type ListRequest, type Page, type Plan } from "../http/listing.js";

/** An entry of the activity log. */
export interface ActivityEntry {
  readonly teamId: number;
  readonly userId: number;
  readonly action: string;
  readonly projectId?: number;
  readonly datasetId?: number;
  readonly imageId?: number;
  readonly classId?: number;
  readonly figureId?: number;
  readonly jobId?: number | undefined;
  readonly tagId?: number;
  readonly meta?: object;
}

const id = z.int().nullable();
const title = z.string().nullable();

const activityRow = z.object({
  id: z.int(),
  userId: z.int(),
  action: z.string(),
  date: z.string(),
  user: z.string(),
  projectId: id,
  project: title,
  datasetId: id,
  dataset: title,
  imageId: id,
  image: title,
  classId: id,
  class: title,
  figureId: id,
  job: title,
  jobId: id,
  tag: title,
  tagId: id,
  meta: objectColumn,
});
type ActivityEntryWire = z.output<typeof activityRow>;

const activity: Plan<typeof activityRow.shape, ActivityEntryWire> = {
  select: `SELECT a.id, a.userId, a.action, a.date, u.login AS user, a.projectId, p.name AS project, a.datasetId,
    d.name AS dataset, a.imageId, i.name AS image, a.classId, c.name AS class, a.figureId, j.name AS job, a.jobId,
    t.name AS tag, a.tagId, a.meta`,
  from: "activity a",
  // Entries remain after their records are removed.
  joins: `JOIN users u ON u.id = a.userId LEFT JOIN projects p ON p.id = a.projectId
    LEFT JOIN datasets d ON d.id = a.datasetId LEFT JOIN images i ON i.id = a.imageId
    LEFT JOIN classes c ON c.id = a.classId LEFT JOIN jobs j ON j.id = a.jobId LEFT JOIN tags t ON t.id = a.tagId`,
  key: "a.id",
  fields: {
    id: { sql: "a.id", kind: "number" },
    userId: { sql: "a.userId", kind: "number" },
    projectId: { sql: "a.projectId", kind: "number", nullable: true },
    datasetId: { sql: "a.datasetId", kind: "number", nullable: true },
    imageId: { sql: "a.imageId", kind: "number", nullable: true },
    jobId: { sql: "a.jobId", kind: "number", nullable: true },
    type: { sql: "a.action", kind: "text" },
    action: { sql: "a.action", kind: "text" },
    date: { sql: "a.date", kind: "time" },
    labelerId: { sql: "(SELECT userId FROM jobs WHERE id = a.jobId)", kind: "number", nullable: true },
    reviewStatus: { sql: "json_extract(a.meta, '$.reviewStatus')", kind: "text", nullable: true },
  },
  row: activityRow,
  wire: (row) => row,
};

const durationRow = z.object({ imageId: z.int(), seconds: z.number() });

/** Stores the activity log, for `teams.activity` and the statistics. */
export class ActivityStore {
  readonly #listing: Listing<typeof activityRow.shape, ActivityEntryWire>;
  readonly #last: Query<{ date: string }>;
  readonly #durations: Query<z.output<typeof durationRow>>;
  readonly #drawnElsewhere: Query<{ figureId: number }>;
  readonly #insert: Command;

  constructor(database: Database) {
    this.#listing = new Listing(database, activity);
    this.#last = database.query(
      // Creating objects and tags is part of the work on an image, so it does not start the next one.
      `SELECT date FROM activity WHERE jobId = ? AND userId = ? AND action IN
       ('create_job', 'update_job_status', 'image_review_status_updated', 'annotation_duration')
       ORDER BY id DESC LIMIT 1`,
      z.object({ date: z.string() }),
    );
    this.#durations = database.query(
      `SELECT imageId, json_extract(meta, '$.duration') AS seconds FROM activity
       WHERE jobId = ? AND userId = ? AND action = 'annotation_duration' AND imageId IS NOT NULL ORDER BY id`,
      durationRow,
    );
    this.#drawnElsewhere = database.query(
      `SELECT figureId FROM activity WHERE action = 'create_figure' AND figureId IS NOT NULL AND jobId IN
       (SELECT j.id FROM jobImages mine JOIN jobImages other ON other.imageId = mine.imageId JOIN jobs j ON j.id = other.jobId
        WHERE mine.jobId = ?1 AND j.id <> ?1 AND j.userId = ?2) AND userId = ?2`,
      z.object({ figureId: z.int() }),
    );
    this.#insert = database.command(
      `INSERT INTO activity (teamId, userId, action, date, projectId, datasetId, imageId, classId, figureId, jobId,
       tagId, meta) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
  }

  list(teamId: number, scope: readonly Condition[], request: ListRequest): Page<ActivityEntryWire> {
    return this.#listing.page([{ sql: "a.teamId = ?", values: [teamId] }, ...scope], request);
  }

  /** Returns the time of the user's last action in a job, ISO 8601. */
  lastIn(jobId: number, userId: number): string | undefined {
    return this.#last.first(jobId, userId)?.date;
  }

  /** Returns the seconds that a user spent on each image of a job, in chronological order. */
  durations(jobId: number, userId: number): { imageId: number; seconds: number }[] {
    return this.#durations.all(jobId, userId);
  }

  /** Returns the objects on the images of a job that the same user drew in another job. */
  drawnElsewhere(jobId: number, userId: number): ReadonlySet<number> {
    return new Set(this.#drawnElsewhere.all(jobId, userId).map(({ figureId }) => figureId));
  }

  record(happening: ActivityEntry, now: string): void {
    const { teamId, userId, action, projectId, datasetId, imageId, classId, figureId, jobId, tagId } = happening;
    const about = [projectId, datasetId, imageId, classId, figureId, jobId, tagId].map((id) => id ?? null);
    this.#insert.run(teamId, userId, action, now, ...about, JSON.stringify(happening.meta ?? {}));
  }
}
