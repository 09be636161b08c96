/** Labeling queues, which assign images to annotators one by one. */
import { z } from "zod";
import { type DisplayModel, display } from "../display/display.js";
import { type RecordColumn, recordOf } from "../display/record-display.js";
import { ApiRecord } from "./api-record.js";
import { jobMetaSchema } from "./job.js";
import type { SeenStatus } from "./job-status.js";
import { idSchema, optionalTimeSchema, orDefault, orNull, timeSchema } from "./wire.js";

const withIdSchema = z.array(z.object({ id: idSchema })).transform((items) => Object.freeze(items.map(({ id }) => id)));

const countSchema = orDefault(z.int().nonnegative(), 0);

const queueWireSchema = z.object({
  id: idSchema,
  name: z.string(),
  teamId: idSchema,
  projectId: orNull(idSchema),
  datasetId: orNull(idSchema),
  collectionId: orNull(idSchema),
  createdBy: orNull(idSchema),
  /** User ids. */
  labelers: withIdSchema,
  /** User ids. */
  reviewers: withIdSchema,
  /** Job ids. */
  jobs: withIdSchema,
  status: z.string().transform((status): SeenStatus => status),
  createdAt: timeSchema,
  finishedAt: optionalTimeSchema,
  entitiesCount: countSchema,
  acceptedCount: countSchema,
  annotatedCount: countSchema,
  inProgressCount: countSchema,
  pendingCount: countSchema,
  meta: jobMetaSchema,
});

export interface QueueInfo {
  /** Id of the queue. */
  readonly id: number;
  /** Name of the queue. */
  readonly name: string;
  /** Id of its team. */
  readonly teamId: number;
  /** Id of the project of its images. */
  readonly projectId: number | null;
  /** Id of the dataset of its images; null for the queue of a collection. */
  readonly datasetId: number | null;
  /** Id of the collection of its images; null for the queue of a dataset. */
  readonly collectionId: number | null;
  /** Ids of its annotators. */
  readonly labelers: readonly number[];
  /** Ids of its reviewers. */
  readonly reviewers: readonly number[];
  /** Ids of its jobs. */
  readonly jobs: readonly number[];
  /** Status of the queue; the values are those of a job. */
  readonly status: SeenStatus;
  /** When it was created. */
  readonly createdAt: Date;
  /** When all images were accepted; null until then. */
  readonly finishedAt: Date | null;
  /** Number of its images. */
  readonly entitiesCount: number;
  /** Images that a reviewer accepted. */
  readonly acceptedCount: number;
  /** Images that await review. */
  readonly annotatedCount: number;
  /** Images that are assigned to an annotator. */
  readonly inProgressCount: number;
  /** Images that are not assigned yet. */
  readonly pendingCount: number;
  /** Id of the person who created it. */
  readonly createdById: number | null;
  /** All settings sent by the server, including unknown ones. */
  readonly settings: Readonly<z.output<typeof jobMetaSchema>>;
}

/** A frozen snapshot of a labeling queue. */
export class QueueInfo extends ApiRecord<QueueInfo> {
  /** @internal */
  static readonly plural = "labeling queues";
  /** @internal */
  static readonly columns: readonly RecordColumn<QueueInfo>[] = [
    { title: "ID", kind: "id", value: ({ id }) => id },
    { title: "Name", kind: "text", value: ({ name }) => name },
    { title: "Status", kind: "status", value: ({ status }) => status },
    { title: "Annotators", kind: "count", hidePriority: 1, value: (queue) => queue.labelers.length },
    {
      title: "Accepted",
      kind: "progress",
      value: (queue) => ({ done: queue.acceptedCount, total: queue.entitiesCount }),
    },
    { title: "Created", kind: "time", hidePriority: 2, value: ({ createdAt }) => createdAt },
  ];

  override [display](): DisplayModel {
    const { settings: _settings, ...rest } = this;
    return recordOf("Labeling queue", rest);
  }
}

/** Parses the API's format to {@link QueueInfo}. */
export const queueSchema = queueWireSchema.transform(
  ({ createdBy, meta, ...rest }) => new QueueInfo({ ...rest, createdById: createdBy, settings: Object.freeze(meta) }),
);

/** An image of a queue. */
export const queueEntitySchema = z.looseObject({
  id: idSchema,
  name: z.string(),
  /** `none`, `done` or `accepted`; null before it is assigned. */
  reviewStatus: orNull(z.string()),
});
/** An image of a labeling queue. */
export interface QueueEntity {
  /** Id of the image. */
  readonly id: number;
  /** Name of the image. */
  readonly name: string;
  /** Review mark, for example `accepted`; null before it is assigned. */
  readonly reviewStatus: string | null;
}
