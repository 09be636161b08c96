import { z } from "zod";
import { type JobStatus, jobStatuses, reviewStatuses } from "../../domain/records/job-status.js";
import type { ColumnsIn, RowOf } from "../db/columns.js";
import { flagColumn, idRow, jsonColumn, objectColumn } from "../db/rows.js";
import { Store } from "../db/store.js";
import type { Condition } from "../http/conditions.js";
import { ListReader, type ListRequest, listOf, type Page } from "../http/listing.js";
import { jobSettings } from "../jobs/job-store.js";

const ids = jsonColumn(z.array(z.object({ id: z.int() })));

const people = (role: string) =>
  `(SELECT json_group_array(json_object('id', userId)) FROM queuePeople WHERE queueId = q.id AND part = '${role}')`;
const countImages = (condition: string) =>
  `(SELECT count(*) FROM queueImages e LEFT JOIN jobImages m ON m.jobId = e.jobId AND m.imageId = e.imageId
    WHERE e.queueId = q.id AND ${condition})`;

const collection = "(SELECT collectionId FROM queueCollections WHERE queueId = q.id)";

const queues = listOf("queues q", {
  id: { type: z.int(), filter: "number" },
  name: { type: z.string(), filter: "name" },
  readme: { type: z.string() },
  description: { type: z.string() },
  teamId: { type: z.int() },
  projectId: { type: z.int(), filter: "number" },
  datasetId: {
    type: z.int().nullable(),
    sql: `iif(${collection} IS NULL, q.datasetId, NULL)`,
    filter: "number",
    nullable: true,
  },
  createdBy: { type: z.int(), filter: "number" },
  labelers: { type: ids, sql: people("labeler") },
  reviewers: { type: ids, sql: people("reviewer") },
  jobs: { type: ids, sql: "(SELECT json_group_array(json_object('id', id)) FROM jobs WHERE labelingQueueId = q.id)" },
  createdAt: { type: z.string(), filter: "time" },
  finishedAt: { type: z.string().nullable() },
  status: { type: z.enum(jobStatuses), filter: "text" },
  disabled: { type: flagColumn },
  entitiesCount: { type: z.int(), sql: countImages("1") },
  acceptedCount: { type: z.int(), sql: countImages("m.mark = 'accepted'") },
  annotatedCount: { type: z.int(), sql: countImages("m.mark = 'done'") },
  inProgressCount: { type: z.int(), sql: countImages("m.mark IN ('none', 'rejected')") },
  pendingCount: { type: z.int(), sql: countImages("e.jobId IS NULL") },
  meta: { type: jsonColumn(jobSettings) },
  queueMeta: { type: objectColumn },
  collectionId: { type: z.int().nullable(), sql: collection, filter: "number", nullable: true },
});

/** A queue in the API's format, of a dataset or of a collection; the other id is null. */
export type QueueWire = RowOf<typeof queues>;

const entities = listOf(
  "images i",
  {
    id: { type: z.int(), filter: "number" },
    name: { type: z.string(), filter: "name", sort: "i.nameKey" },
    jobId: { type: z.int().nullable(), sql: "e.jobId", filter: "number", nullable: true },
    /** Null until the image is assigned. */
    status: { type: z.enum(reviewStatuses).nullable(), sql: "m.mark" },
  },
  {
    from: `queueImages e JOIN images i ON i.id = e.imageId
    LEFT JOIN jobImages m ON m.jobId = e.jobId AND m.imageId = e.imageId`,
    order: "name",
  },
);
type QueueImageWire = RowOf<typeof entities>;

const summaryRow = z.object({
  id: z.int(),
  name: z.string(),
  teamId: z.int(),
  projectId: z.int(),
  datasetId: z.int(),
  status: z.enum(jobStatuses),
});

/** The fields of a queue that rules use. */
export type QueueSummary = z.output<typeof summaryRow>;

/** Fields of a new queue. */
export interface NewQueue
  extends ColumnsIn<
    typeof queues,
    "name" | "readme" | "description" | "teamId" | "projectId" | "createdBy" | "meta" | "queueMeta"
  > {
  readonly datasetId: number;
  readonly labelers: readonly number[];
  readonly reviewers: readonly number[];
  readonly imageIds: readonly number[];
  /** Id of the collection of the images; null for images of the dataset. */
  readonly collectionId: number | null;
}

/** Stores labeling queues with their images and people. */
export class QueueStore extends Store {
  readonly #sql = {
    listing: new ListReader(this.database, queues),
    entities: new ListReader(this.database, entities),
    summary: this.database.query(
      "SELECT id, name, teamId, projectId, datasetId, status FROM queues WHERE id = ?",
      summaryRow,
    ),
    next: this.database.query(
      "SELECT imageId AS id FROM queueImages WHERE queueId = ? AND jobId IS NULL ORDER BY position, imageId LIMIT 1",
      idRow,
    ),
    isReviewer: this.database.query(
      "SELECT userId AS id FROM queuePeople WHERE queueId = ? AND part = 'reviewer' AND userId = ?",
      idRow,
    ),
    addPerson: this.database.command("INSERT OR IGNORE INTO queuePeople (queueId, part, userId) VALUES (?, ?, ?)"),
    addImages: this.database.command(
      "INSERT INTO queueImages (queueId, imageId, position) SELECT ?, value, key FROM json_each(?)",
    ),
    take: this.database.command("UPDATE queueImages SET jobId = ? WHERE queueId = ? AND imageId = ?"),
  };

  place(id: number): QueueSummary | undefined {
    return this.#sql.summary.first(id);
  }

  find(id: number): QueueWire | undefined {
    return this.#sql.listing.one(id);
  }

  list(scope: readonly Condition[], request: ListRequest): Page<QueueWire> {
    return this.#sql.listing.page(scope, request);
  }

  entities(queueId: number, scope: readonly Condition[], request: ListRequest): Page<QueueImageWire> {
    return this.#sql.entities.page([{ sql: "e.queueId = ?", values: [queueId] }, ...scope], request);
  }

  isReviewer(queueId: number, userId: number): boolean {
    return this.#sql.isReviewer.first(queueId, userId) !== undefined;
  }

  add(queue: NewQueue, now: string): number {
    const { labelers, reviewers, imageIds, collectionId, ...row } = queue;
    const id = this.database.insert("queues", { ...row, createdAt: now });
    for (const userId of labelers) this.#sql.addPerson.run(id, "labeler", userId);
    for (const userId of reviewers) this.#sql.addPerson.run(id, "reviewer", userId);
    this.#sql.addImages.run(id, JSON.stringify(imageIds));
    if (collectionId !== null) this.database.insert("queueCollections", { queueId: id, collectionId });
    return id;
  }

  /** Assigns the next pending image to a job; returns undefined if there is none. */
  takeNext(queueId: number, jobId: number): number | undefined {
    const next = this.#sql.next.first(queueId)?.id;
    if (next !== undefined) this.#sql.take.run(jobId, queueId, next);
    return next;
  }

  setStatus(id: number, status: JobStatus, now: string): void {
    this.database.update("queues", id, { status, finishedAt: status === "completed" ? now : null });
  }
}
