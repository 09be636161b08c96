import { z } from "zod";
import type { RowOf } from "../db/columns.js";
import { objectColumn } from "../db/rows.js";
import { Store } from "../db/store.js";
import type { Condition } from "../http/conditions.js";
import { ListReader, type ListRequest, listOf, type Page } from "../http/listing.js";
import type { Call } from "../http/method.js";

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

const activity = listOf(
  "activity a",
  {
    id: { type: z.int(), filter: "number" },
    userId: { type: z.int(), filter: "number" },
    action: { type: z.string(), filter: "text" },
    date: { type: z.string(), filter: "time" },
    user: { type: z.string(), sql: "u.login" },
    projectId: { type: id, filter: "number", nullable: true },
    project: { type: title, sql: "p.name" },
    datasetId: { type: id, filter: "number", nullable: true },
    dataset: { type: title, sql: "d.name" },
    imageId: { type: id, filter: "number", nullable: true },
    image: { type: title, sql: "i.name" },
    classId: { type: id },
    // Removed classes are named by their last change.
    class: { type: title, sql: "ifnull(c.name, json_extract(a.meta, '$.class'))" },
    figureId: { type: id },
    job: { type: title, sql: "j.name" },
    jobId: { type: id, filter: "number", nullable: true },
    tag: { type: title, sql: "t.name" },
    tagId: { type: id },
    meta: { type: objectColumn },
  },
  {
    // Entries remain after their records are removed.
    joins: `JOIN users u ON u.id = a.userId LEFT JOIN projects p ON p.id = a.projectId
    LEFT JOIN datasets d ON d.id = a.datasetId LEFT JOIN images i ON i.id = a.imageId
    LEFT JOIN classes c ON c.id = a.classId LEFT JOIN jobs j ON j.id = a.jobId LEFT JOIN tags t ON t.id = a.tagId`,
    filters: {
      type: { sql: "a.action", kind: "text" },
      labelerId: { sql: "(SELECT userId FROM jobs WHERE id = a.jobId)", kind: "number", nullable: true },
      reviewStatus: { sql: "json_extract(a.meta, '$.reviewStatus')", kind: "text", nullable: true },
    },
  },
);
type ActivityEntryWire = RowOf<typeof activity>;

const durationRow = z.object({ imageId: z.int(), seconds: z.number() });

/** Stores the activity log, for `teams.activity` and the statistics. */
export class ActivityStore extends Store {
  readonly #sql = {
    listing: new ListReader(this.database, activity),
    last: this.database.query(
      // Creating objects and tags is part of the work on an image, so it does not start the next one.
      `SELECT date FROM activity WHERE jobId = ? AND userId = ? AND action IN
       ('create_job', 'update_job_status', 'image_review_status_updated', 'annotation_duration')
       ORDER BY id DESC LIMIT 1`,
      z.object({ date: z.string() }),
    ),
    durations: this.database.query(
      `SELECT imageId, json_extract(meta, '$.duration') AS seconds FROM activity
       WHERE jobId = ? AND userId = ? AND action = 'annotation_duration' AND imageId IS NOT NULL ORDER BY id`,
      durationRow,
    ),
    drawnElsewhere: this.database.query(
      `SELECT figureId FROM activity WHERE action = 'create_figure' AND figureId IS NOT NULL AND jobId IN
       (SELECT j.id FROM jobImages mine JOIN jobImages other ON other.imageId = mine.imageId JOIN jobs j ON j.id = other.jobId
        WHERE mine.jobId = ?1 AND j.id <> ?1 AND j.userId = ?2) AND userId = ?2`,
      z.object({ figureId: z.int() }),
    ),
  };

  list(teamId: number, scope: readonly Condition[], request: ListRequest): Page<ActivityEntryWire> {
    return this.#sql.listing.page([{ sql: "a.teamId = ?", values: [teamId] }, ...scope], request);
  }

  /** Returns the time of the user's last action in a job, ISO 8601. */
  lastIn(jobId: number, userId: number): string | undefined {
    return this.#sql.last.first(jobId, userId)?.date;
  }

  /** Returns the seconds that a user spent on each image of a job, in chronological order. */
  durations(jobId: number, userId: number): { imageId: number; seconds: number }[] {
    return this.#sql.durations.all(jobId, userId);
  }

  /** Returns the objects on the images of a job that the same user drew in another job. */
  drawnElsewhere(jobId: number, userId: number): ReadonlySet<number> {
    return new Set(this.#sql.drawnElsewhere.all(jobId, userId).map(({ figureId }) => figureId));
  }

  /** Records what the account of a request did, at the time of the request's writes. */
  log(call: Call, activityEntry: Omit<ActivityEntry, "userId">): void {
    this.record({ ...activityEntry, userId: call.account.id }, call.now());
  }

  record(activityEntry: ActivityEntry, now: string): void {
    const {
      teamId,
      userId,
      action,
      projectId,
      datasetId,
      imageId,
      classId,
      figureId,
      jobId,
      tagId,
      meta = {},
    } = activityEntry;
    const about = { projectId, datasetId, imageId, classId, figureId, jobId, tagId };
    this.database.insert("activity", { teamId, userId, action, date: now, ...about, meta });
  }
}
