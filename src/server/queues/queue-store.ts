import { z } from "zod";
import { type JobStatus, jobStatuses, reviewStatuses } from "../../domain/records/job-status.js";
import type { Command, Database, Query } from "../db/database.js";
import { flagColumn, idRow, jsonColumn, objectColumn } from "../db/rows.js";
import { type Condition, Listing, type ListRequest, type Page, type Plan } from "../http/listing.js";
import { type JobSettings, jobSettings } from "../jobs/job-store.js";

const ids = jsonColumn(z.array(z.object({ id: z.int() })));

const queueRow = z.object({
  id: z.int(),
  name: z.string(),
  readme: z.string(),
  description: z.string(),
  teamId: z.int(),
  projectId: z.int(),
  datasetId: z.int().nullable(),
  createdBy: z.int(),
  labelers: ids,
  reviewers: ids,
  jobs: ids,
  createdAt: z.string(),
  finishedAt: z.string().nullable(),
  status: z.enum(jobStatuses),
  disabled: flagColumn,
  entitiesCount: z.int(),
  acceptedCount: z.int(),
  annotatedCount: z.int(),
  inProgressCount: z.int(),
  pendingCount: z.int(),
  meta: jsonColumn(jobSettings),
  queueMeta: objectColumn,
  collectionId: z.int().nullable(),
});

/** A queue in the API's format, of a dataset or of a collection; the other id is null. */
export type QueueWire = z.output<typeof queueRow>;

const people = (part: string) =>
  `(SELECT json_group_array(json_object('id', userId)) FROM queuePeople WHERE queueId = q.id AND part = '${part}')`;
const counted = (condition: string) =>
  `(SELECT count(*) FROM queueImages e LEFT JOIN jobImages m ON m.jobId = e.jobId AND m.imageId = e.imageId
    WHERE e.queueId = q.id AND ${condition})`;

const collection = "(SELECT collectionId FROM queueCollections WHERE queueId = q.id)";

const queues: Plan<typeof queueRow.shape, QueueWire> = {
  select: `SELECT q.id, q.name, q.readme, q.description, q.teamId, q.projectId,
    iif(${collection} IS NULL, q.datasetId, NULL) AS datasetId, ${collection} AS collectionId, q.createdBy,
    ${people("labeler")} AS labelers, ${people("reviewer")} AS reviewers,
    (SELECT json_group_array(json_object('id', id)) FROM jobs WHERE labelingQueueId = q.id) AS jobs,
    q.createdAt, q.finishedAt, q.status, q.disabled, ${counted("1")} AS entitiesCount,
    ${counted("m.mark = 'accepted'")} AS acceptedCount, ${counted("m.mark = 'done'")} AS annotatedCount,
    ${counted("m.mark IN ('none', 'rejected')")} AS inProgressCount, ${counted("e.jobId IS NULL")} AS pendingCount,
    q.meta, q.queueMeta`,
  from: "queues q",
  key: "q.id",
  fields: {
    id: { sql: "q.id", kind: "number" },
    name: { sql: "q.name", kind: "name" },
    projectId: { sql: "q.projectId", kind: "number" },
    datasetId: { sql: `iif(${collection} IS NULL, q.datasetId, NULL)`, kind: "number", nullable: true },
    collectionId: { sql: collection, kind: "number", nullable: true },
    createdBy: { sql: "q.createdBy", kind: "number" },
    status: { sql: "q.status", kind: "text" },
    createdAt: { sql: "q.createdAt", kind: "time" },
  },
  row: queueRow,
  wire: (row) => row,
};

const entityRow = z.object({
  id: z.int(),
  name: z.string(),
  jobId: z.int().nullable(),
  /** Null until the image is assigned. */
  status: z.enum(reviewStatuses).nullable(),
});
type QueueEntity = z.output<typeof entityRow>;

const entities: Plan<typeof entityRow.shape, QueueEntity> = {
  select: "SELECT i.id, i.name, e.jobId, m.mark AS status",
  from: `queueImages e JOIN images i ON i.id = e.imageId
    LEFT JOIN jobImages m ON m.jobId = e.jobId AND m.imageId = e.imageId`,
  key: "i.id",
  order: "name",
  fields: {
    id: { sql: "i.id", kind: "number" },
    name: { sql: "i.name", kind: "name", sort: "i.nameKey" },
    jobId: { sql: "e.jobId", kind: "number", nullable: true },
  },
  row: entityRow,
  wire: (row) => row,
};

const placeRow = z.object({
  id: z.int(),
  name: z.string(),
  teamId: z.int(),
  projectId: z.int(),
  datasetId: z.int(),
  status: z.enum(jobStatuses),
});

/** The fields of a queue that rules use. */
export type QueuePlace = z.output<typeof placeRow>;

/** Fields of a new queue. */
export interface NewQueue {
  readonly name: string;
  readonly readme: string;
  readonly description: string;
  readonly teamId: number;
  readonly projectId: number;
  readonly datasetId: number;
  readonly createdBy: number;
  readonly meta: JobSettings;
  readonly queueMeta: object;
  readonly labelers: readonly number[];
  readonly reviewers: readonly number[];
  readonly imageIds: readonly number[];
  /** Id of the collection of the images; null for images of the dataset. */
  readonly collectionId: number | null;
}

/** Stores labeling queues with their images and people. */
export class QueueStore {
  readonly #listing: Listing<typeof queueRow.shape, QueueWire>;
  readonly #entities: Listing<typeof entityRow.shape, QueueEntity>;
  readonly #place: Query<QueuePlace>;
  readonly #next: Query<{ id: number }>;
  readonly #isReviewer: Query<{ id: number }>;
  readonly #insert: Command;
  readonly #addPerson: Command;
  readonly #addImages: Command;
  readonly #setCollection: Command;
  readonly #take: Command;
  readonly #setStatus: Command;

  constructor(database: Database) {
    this.#listing = new Listing(database, queues);
    this.#entities = new Listing(database, entities);
    this.#place = database.query(
      "SELECT id, name, teamId, projectId, datasetId, status FROM queues WHERE id = ?",
      placeRow,
    );
    this.#next = database.query(
      "SELECT imageId AS id FROM queueImages WHERE queueId = ? AND jobId IS NULL ORDER BY position, imageId LIMIT 1",
      idRow,
    );
    this.#isReviewer = database.query(
      "SELECT userId AS id FROM queuePeople WHERE queueId = ? AND part = 'reviewer' AND userId = ?",
      idRow,
    );
    this.#insert = database.command(
      `INSERT INTO queues (name, readme, description, teamId, projectId, datasetId, createdBy, meta, queueMeta, createdAt)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#addPerson = database.command("INSERT OR IGNORE INTO queuePeople (queueId, part, userId) VALUES (?, ?, ?)");
    this.#addImages = database.command(
      "INSERT INTO queueImages (queueId, imageId, position) SELECT ?, value, key FROM json_each(?)",
    );
    this.#setCollection = database.command("INSERT INTO queueCollections (queueId, collectionId) VALUES (?, ?)");
    this.#take = database.command("UPDATE queueImages SET jobId = ? WHERE queueId = ? AND imageId = ?");
    this.#setStatus = database.command("UPDATE queues SET status = ?, finishedAt = ? WHERE id = ?");
  }

  place(id: number): QueuePlace | undefined {
    return this.#place.first(id);
  }

  find(id: number): QueueWire | undefined {
    return this.#listing.one(id);
  }

  list(scope: readonly Condition[], request: ListRequest): Page<QueueWire> {
    return this.#listing.page(scope, request);
  }

  entities(queueId: number, scope: readonly Condition[], request: ListRequest): Page<QueueEntity> {
    return this.#entities.page([{ sql: "e.queueId = ?", values: [queueId] }, ...scope], request);
  }

  isReviewer(queueId: number, userId: number): boolean {
    return this.#isReviewer.first(queueId, userId) !== undefined;
  }

  add(queue: NewQueue, now: string): number {
    const { name, readme, description, teamId, projectId, datasetId, createdBy } = queue;
    const json = [JSON.stringify(queue.meta), JSON.stringify(queue.queueMeta)];
    const { id } = this.#insert.run(name, readme, description, teamId, projectId, datasetId, createdBy, ...json, now);
    for (const userId of queue.labelers) this.#addPerson.run(id, "labeler", userId);
    for (const userId of queue.reviewers) this.#addPerson.run(id, "reviewer", userId);
    this.#addImages.run(id, JSON.stringify(queue.imageIds));
    if (queue.collectionId !== null) this.#setCollection.run(id, queue.collectionId);
    return id;
  }

  /** Assigns the next pending image to a job; returns undefined if there is none. */
  takeNext(queueId: number, jobId: number): number | undefined {
    const next = this.#next.first(queueId)?.id;
    if (next !== undefined) this.#take.run(jobId, queueId, next);
    return next;
  }

  setStatus(id: number, status: JobStatus, now: string): void {
    this.#setStatus.run(status, status === "completed" ? now : null, id);
  }
}
