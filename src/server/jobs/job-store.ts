import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { JobWire } from "../../domain/records/job.js";
import { type JobStatus, jobStatuses } from "../../domain/records/job-status.js";
import { columnsOf, type RowOf } from "../db/columns.js";
import type { Database } from "../db/database.js";
import { flagColumn, jsonColumn, objectColumn } from "../db/rows.js";
import type { Condition } from "../http/conditions.js";
import { ListReader, type ListRequest, type ListSpec, type Page } from "../http/listing.js";

const named = z.object({ id: z.int(), title: z.string() });

/** The stored settings of a job: names resolved to ids, unknown settings unchanged. */
export const jobSettings = z.looseObject({
  classes: z.array(named),
  projectTags: z.array(named),
  imageTags: z.array(named.extend({ positive: z.boolean() })),
  imageFiguresLimit: z.int().nullable(),
  imageTagsLimit: z.int().nullable(),
  range: z.object({ start: z.int().nullable(), end: z.int().nullable() }),
  readOnlyTags: z.array(z.string()).optional(),
});
export type JobSettings = z.output<typeof jobSettings>;

const jobColumns = columnsOf("j", {
  id: { type: z.int(), filter: "number" },
  name: { type: z.string(), filter: "name" },
  readme: { type: z.string() },
  description: { type: z.string() },
  teamId: { type: z.int() },
  workspaceId: { type: z.int(), filter: "number" },
  workspaceTitle: { type: z.string(), sql: "w.name" },
  projectId: { type: z.int(), filter: "number" },
  projectTitle: { type: z.string(), sql: "p.name" },
  datasetId: { type: z.int(), filter: "number" },
  datasetTitle: { type: z.string(), sql: "d.name" },
  createdBy: { type: z.int(), filter: "number" },
  managerLogin: { type: z.string(), sql: "creator.login" },
  userId: { type: z.int(), filter: "number" },
  labelerLogin: { type: z.string(), sql: "labeler.login" },
  reviewerId: { type: z.int().nullable(), filter: "number", nullable: true },
  reviewerLogin: { type: z.string().nullable(), sql: "reviewer.login" },
  labelingQueueId: { type: z.int().nullable(), filter: "number", nullable: true },
  createdAt: { type: z.string(), filter: "time" },
  startedAt: { type: z.string().nullable(), filter: "time", nullable: true },
  finishedAt: { type: z.string().nullable(), filter: "time", nullable: true },
  status: { type: z.enum(jobStatuses), filter: "text" },
  disabled: { type: flagColumn, filter: "flag" },
  priority: { type: z.int(), filter: "number" },
  imagesCount: { type: z.int(), filter: "number" },
  finishedImagesCount: { type: z.int(), filter: "number" },
  acceptedImagesCount: { type: z.int(), filter: "number" },
  rejectedImagesCount: { type: z.int(), filter: "number" },
  meta: { type: jsonColumn(jobSettings) },
  customData: { type: objectColumn, filter: "json" },
});

/** Changes of a job. */
export interface JobEdit {
  readonly userId?: number | undefined;
  readonly reviewerId?: number | null | undefined;
  readonly customData?: object | undefined;
  readonly name?: string | undefined;
  readonly readme?: string | undefined;
  readonly description?: string | undefined;
}

/** A job in the API's format, without its images. */
export type ListedJob = JobWire & RowOf<typeof jobColumns>;

const jobs: ListSpec<RowOf<typeof jobColumns>, ListedJob> = {
  columns: jobColumns,
  from: "jobs j",
  joins: `JOIN workspaces w ON w.id = j.workspaceId JOIN projects p ON p.id = j.projectId
    JOIN datasets d ON d.id = j.datasetId JOIN users creator ON creator.id = j.createdBy
    JOIN users labeler ON labeler.id = j.userId LEFT JOIN users reviewer ON reviewer.id = j.reviewerId`,
  key: "j.id",
  filters: {
    createdById: { sql: "j.createdBy", kind: "number" },
    // The joined tables cannot be filtered by; and the list of members lacks people who left the team.
    labelerLogin: { sql: "(SELECT login FROM users WHERE id = j.userId)", kind: "name" },
    reviewerLogin: { sql: "(SELECT login FROM users WHERE id = j.reviewerId)", kind: "name", nullable: true },
  },
  wire: (row) => ({
    ...row,
    labelingExamId: null,
    progressImagesCount: row.finishedImagesCount + row.acceptedImagesCount + row.rejectedImagesCount,
  }),
};

const placeRow = z.object({
  id: z.int(),
  name: z.string(),
  teamId: z.int(),
  projectId: z.int(),
  datasetId: z.int(),
  createdBy: z.int(),
  userId: z.int(),
  reviewerId: z.int().nullable(),
  labelingQueueId: z.int().nullable(),
  status: z.enum(jobStatuses),
  disabled: flagColumn,
  meta: jsonColumn(jobSettings),
  startedAt: z.string().nullable(),
});

/** The fields of a job that rules use. */
export type JobPlace = z.output<typeof placeRow>;

const openRow = z.object({ id: z.int(), meta: jsonColumn(jobSettings) });

/** A job in progress with its settings. */
export type OpenJob = z.output<typeof openRow>;

/** Fields of a new job. */
export interface NewJob {
  readonly name: string;
  readonly readme: string;
  readonly description: string;
  readonly teamId: number;
  readonly workspaceId: number;
  readonly projectId: number;
  readonly datasetId: number;
  readonly createdBy: number;
  readonly userId: number;
  readonly reviewerId: number | null;
  readonly labelingQueueId: number | null;
  readonly meta: JobSettings;
  readonly customData: object;
  readonly imageIds: readonly number[];
}

/** Stores labeling jobs. Their images and marks are in `job-image-store.ts`. */
export class JobStore {
  readonly #sql;

  constructor(database: Database) {
    const settings = z.object({ id: z.int(), meta: jsonColumn(jobSettings) });
    this.#sql = {
      listing: new ListReader(database, jobs),
      place: database.query(
        `SELECT id, name, teamId, projectId, datasetId, createdBy, userId, reviewerId, labelingQueueId, status, disabled,
         meta, startedAt FROM jobs WHERE id = ?`,
        placeRow,
      ),
      open: database.query(
        `SELECT j.id, j.meta FROM jobImages ji JOIN jobs j ON j.id = ji.jobId
         WHERE ji.imageId = ? AND j.userId = ? AND j.disabled = 0 AND j.status = 'in_progress' ORDER BY j.id`,
        openRow,
      ),
      insert: database.command(
        `INSERT INTO jobs (name, readme, description, teamId, workspaceId, projectId, datasetId, createdBy, userId,
         reviewerId, labelingQueueId, status, meta, customData, imagesCount, createdAt)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending', ?, ?, ?, ?)`,
      ),
      insertImages: database.command(
        "INSERT INTO jobImages (jobId, imageId, position) SELECT ?, value, key FROM json_each(?)",
      ),
      setStatus: database.command(
        `UPDATE jobs SET status = ?, startedAt = CASE WHEN ? THEN ifnull(startedAt, ?) ELSE startedAt END,
         finishedAt = ? WHERE id = ?`,
      ),
      edit: database.command(
        `UPDATE jobs SET userId = ifnull(?, userId), reviewerId = CASE WHEN ? THEN ? ELSE reviewerId END,
         customData = ifnull(?, customData), name = ifnull(?, name), readme = ifnull(?, readme),
         description = ifnull(?, description) WHERE id = ?`,
      ),
      jobSettings: database.query("SELECT id, meta FROM jobs WHERE projectId = ?", settings),
      queueSettings: database.query("SELECT id, meta FROM queues WHERE projectId = ?", settings),
      saveJobSettings: database.command("UPDATE jobs SET meta = ? WHERE id = ?"),
      saveQueueSettings: database.command("UPDATE queues SET meta = ? WHERE id = ?"),
      setDisabled: database.command("UPDATE jobs SET disabled = ? WHERE id = ?"),
      remove: database.command("DELETE FROM jobs WHERE id = ?"),
    };
  }

  place(id: number): JobPlace | undefined {
    return this.#sql.place.first(id);
  }

  find(id: number): ListedJob | undefined {
    return this.#sql.listing.one(id);
  }

  list(scope: readonly Condition[], request: ListRequest): Page<ListedJob> {
    return this.#sql.listing.page(scope, request);
  }

  /** Counts the jobs (`jobs j`) that meet the conditions. */
  count(scope: readonly Condition[]): number {
    return this.#sql.listing.count(scope);
  }

  /** Returns the user's oldest job in progress with an image; undefined if there is none. */
  openFor(userId: number, imageId: number): OpenJob | undefined {
    return this.#sql.open.first(imageId, userId);
  }

  add(job: NewJob, now: string): number {
    const { id } = this.#sql.insert.run(
      ...[job.name, job.readme, job.description, job.teamId, job.workspaceId, job.projectId, job.datasetId],
      ...[job.createdBy, job.userId, job.reviewerId, job.labelingQueueId],
      ...[JSON.stringify(job.meta), JSON.stringify(job.customData), job.imageIds.length, now],
    );
    this.#sql.insertImages.run(id, JSON.stringify(job.imageIds));
    return id;
  }

  /** `in_progress` sets `startedAt` once; `completed` sets `finishedAt`, any other status clears it. */
  setStatus(id: number, status: JobStatus, now: string): void {
    this.#sql.setStatus.run(status, Number(status === "in_progress"), now, status === "completed" ? now : null, id);
  }

  /** Changes a job. `reviewerId: null` removes the reviewer. */
  edit(id: number, change: JobEdit): void {
    const { userId = null, reviewerId, customData, name = null, readme = null, description = null } = change;
    const json = customData === undefined ? null : JSON.stringify(customData);
    this.#sql.edit.run(
      userId,
      Number(reviewerId !== undefined),
      reviewerId ?? null,
      json,
      name,
      readme,
      description,
      id,
    );
  }

  setDisabled(id: number, disabled: boolean): void {
    this.#sql.setDisabled.run(Number(disabled), id);
  }

  /** Renames classes and tags (old → new) in the settings of a project's jobs and queues. */
  renameInSettings(projectId: number, classes: ReadonlyMap<string, string>, tags: ReadonlyMap<string, string>): void {
    const rename = (names: ReadonlyMap<string, string>) => (each: { id: number; title: string }) => ({
      ...each,
      title: names.get(each.title) ?? each.title,
    });
    for (const [found, save] of [
      [this.#sql.jobSettings, this.#sql.saveJobSettings],
      [this.#sql.queueSettings, this.#sql.saveQueueSettings],
    ] as const) {
      for (const { id, meta } of found.all(projectId)) {
        const next = {
          ...meta,
          classes: meta.classes.map(rename(classes)),
          projectTags: meta.projectTags.map(rename(tags)),
          imageTags: meta.imageTags.map((tag) => ({ ...rename(tags)(tag), positive: tag.positive })),
          ...(meta.readOnlyTags === undefined
            ? {}
            : { readOnlyTags: meta.readOnlyTags.map((title) => tags.get(title) ?? title) }),
        };
        if (!isDeepStrictEqual(next, meta)) save.run(JSON.stringify(next), id);
      }
    }
  }

  /** Removes a job permanently, with its marks. */
  remove(id: number): void {
    this.#sql.remove.run(id);
  }
}
