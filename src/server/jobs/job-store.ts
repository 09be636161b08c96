import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { JobWire } from "../../domain/records/job.js";
import { type JobStatus, jobStatuses } from "../../domain/records/job-status.js";
import type { ColumnsIn, RowOf } from "../db/columns.js";
import { flagColumn, jsonColumn, objectColumn } from "../db/rows.js";
import { Store } from "../db/store.js";
import type { Condition } from "../http/conditions.js";
import { ListReader, type ListRequest, listOf, type Page } from "../http/listing.js";

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

const jobs = listOf(
  "jobs j",
  {
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
  },
  {
    joins: `JOIN workspaces w ON w.id = j.workspaceId JOIN projects p ON p.id = j.projectId
    JOIN datasets d ON d.id = j.datasetId JOIN users creator ON creator.id = j.createdBy
    JOIN users labeler ON labeler.id = j.userId LEFT JOIN users reviewer ON reviewer.id = j.reviewerId`,
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
  },
);

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
export type ListedJob = JobWire & RowOf<typeof jobs>;

const factsRow = z.object({
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
export type JobFacts = z.output<typeof factsRow>;

const openRow = z.object({ id: z.int(), meta: jsonColumn(jobSettings) });

/** A job in progress with its settings. */
export type OpenJob = z.output<typeof openRow>;

/** Fields of a new job. */
export type NewJob = ColumnsIn<
  typeof jobs,
  | ("name" | "readme" | "description" | "teamId" | "workspaceId" | "projectId" | "datasetId" | "createdBy" | "userId")
  | ("reviewerId" | "labelingQueueId" | "meta" | "customData")
> & { readonly imageIds: readonly number[] };

/** Stores labeling jobs. Their images and marks are in `job-image-store.ts`. */
export class JobStore extends Store {
  readonly #sql = {
    listing: new ListReader(this.database, jobs),
    facts: this.database.query(
      `SELECT id, name, teamId, projectId, datasetId, createdBy, userId, reviewerId, labelingQueueId, status, disabled,
       meta, startedAt FROM jobs WHERE id = ?`,
      factsRow,
    ),
    open: this.database.query(
      `SELECT j.id, j.meta FROM jobImages ji JOIN jobs j ON j.id = ji.jobId
       WHERE ji.imageId = ? AND j.userId = ? AND j.disabled = 0 AND j.status = 'in_progress' ORDER BY j.id`,
      openRow,
    ),
    insertImages: this.database.command(
      "INSERT INTO jobImages (jobId, imageId, position) SELECT ?, value, key FROM json_each(?)",
    ),
    setStatus: this.database.command(
      `UPDATE jobs SET status = ?, startedAt = CASE WHEN ? THEN ifnull(startedAt, ?) ELSE startedAt END,
       finishedAt = ? WHERE id = ?`,
    ),
    jobs: this.database.query("SELECT id, meta FROM jobs WHERE projectId = ?", openRow),
    queues: this.database.query("SELECT id, meta FROM queues WHERE projectId = ?", openRow),
  };

  place(id: number): JobFacts | undefined {
    return this.#sql.facts.first(id);
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
    const { name, readme, description, teamId, workspaceId, projectId, datasetId, createdBy, userId } = job;
    const { reviewerId, labelingQueueId, meta, customData, imageIds } = job;
    const id = this.database.insert("jobs", {
      ...{ name, readme, description, teamId, workspaceId, projectId, datasetId, createdBy, userId },
      ...{ reviewerId, labelingQueueId, meta, customData },
      ...{ status: "pending", imagesCount: imageIds.length, createdAt: now },
    });
    this.#sql.insertImages.run(id, JSON.stringify(imageIds));
    return id;
  }

  /** `in_progress` sets `startedAt` once; `completed` sets `finishedAt`, any other status clears it. */
  setStatus(id: number, status: JobStatus, now: string): void {
    this.#sql.setStatus.run(status, Number(status === "in_progress"), now, status === "completed" ? now : null, id);
  }

  /** Changes a job. `reviewerId: null` removes the reviewer. */
  edit(id: number, change: JobEdit): void {
    const { userId, reviewerId, customData, name, readme, description } = change;
    this.database.update("jobs", id, { userId, reviewerId, customData, name, readme, description });
  }

  setDisabled(id: number, disabled: boolean): void {
    this.database.update("jobs", id, { disabled });
  }

  /** Renames classes and tags (old → new) in the settings of a project's jobs and queues. */
  renameInSettings(projectId: number, classes: ReadonlyMap<string, string>, tags: ReadonlyMap<string, string>): void {
    const rename = (names: ReadonlyMap<string, string>) => (each: { id: number; title: string }) => ({
      ...each,
      title: names.get(each.title) ?? each.title,
    });
    for (const table of ["jobs", "queues"] as const) {
      for (const { id, meta } of this.#sql[table].all(projectId)) {
        const next = {
          ...meta,
          classes: meta.classes.map(rename(classes)),
          projectTags: meta.projectTags.map(rename(tags)),
          imageTags: meta.imageTags.map((tag) => ({ ...rename(tags)(tag), positive: tag.positive })),
          ...(meta.readOnlyTags === undefined
            ? {}
            : { readOnlyTags: meta.readOnlyTags.map((title) => tags.get(title) ?? title) }),
        };
        if (!isDeepStrictEqual(next, meta)) this.database.update(table, id, { meta: next });
      }
    }
  }

  /** Removes a job permanently, with its marks. */
  remove(id: number): void {
    this.database.remove("jobs", id);
  }
}
