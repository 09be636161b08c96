/** Labeling queues: work that annotators draw from, image by image. */
import { z } from "zod";
import { type DisplayModel, display } from "../display/display.js";
import { showInHosts } from "../display/host-forms.js";
import { type RecordColumn, recordOf } from "../display/record-display.js";
import { jobMetaSchema } from "./job.js";
import type { SeenStatus } from "./job-status.js";
import { idSchema, optionalTimeSchema, orNull, timeSchema } from "./wire.js";

const withIdSchema = z.array(z.object({ id: idSchema })).transform((items) => Object.freeze(items.map(({ id }) => id)));

const countSchema = z
  .int()
  .nonnegative()
  .nullish()
  .transform((count) => count ?? 0);

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
export type QueueWire = z.input<typeof queueWireSchema>;

function queueFields({ createdBy, meta, ...rest }: z.output<typeof queueWireSchema>) {
  return { ...rest, createdById: createdBy, settings: Object.freeze(meta) };
}

export interface QueueInfo {
  /** Id of the queue. */
  readonly id: number;
  /** Name of the queue. */
  readonly name: string;
  /** Id of its team. */
  readonly teamId: number;
  /** Id of the project whose images it hands out. */
  readonly projectId: number | null;
  /** Id of the dataset whose images it hands out; null for a queue on a collection. */
  readonly datasetId: number | null;
  /** Id of the collection whose images it hands out; null for a queue on a dataset. */
  readonly collectionId: number | null;
  /** Ids of its annotators. */
  readonly labelers: readonly number[];
  /** Ids of its reviewers. */
  readonly reviewers: readonly number[];
  /** Ids of the jobs that it made. */
  readonly jobs: readonly number[];
  /** Status of the queue, with the words of a job's status. */
  readonly status: SeenStatus;
  /** When it was created. */
  readonly createdAt: Date;
  /** When all was accepted; null until then. */
  readonly finishedAt: Date | null;
  /** Number of images in it. */
  readonly entitiesCount: number;
  /** Images that a reviewer accepted. */
  readonly acceptedCount: number;
  /** Images that wait for a reviewer. */
  readonly annotatedCount: number;
  /** Images that an annotator has open. */
  readonly inProgressCount: number;
  /** Images that nobody has taken yet. */
  readonly pendingCount: number;
  /** Id of the person who created it. */
  readonly createdById: number | null;
  /** Its settings as the server sent them. */
  readonly settings: Readonly<z.output<typeof jobMetaSchema>>;
}

/** A labeling queue as it was when it was read. */
export class QueueInfo {
  static {
    showInHosts(QueueInfo);
  }

  /** @internal */
  static readonly plural = "labeling queues";
  /** @internal */
  static readonly columns: readonly RecordColumn<QueueInfo>[] = [
    { title: "ID", kind: "id", value: ({ id }) => id },
    { title: "Name", kind: "text", value: ({ name }) => name },
    { title: "Status", kind: "status", value: ({ status }) => status },
    { title: "Annotators", kind: "count", weight: 1, value: (queue) => queue.labelers.length },
    {
      title: "Accepted",
      kind: "progress",
      value: (queue) => ({ done: queue.acceptedCount, total: queue.entitiesCount }),
    },
    { title: "Created", kind: "time", weight: 2, value: ({ createdAt }) => createdAt },
  ];

  constructor(fields: Omit<QueueInfo, typeof display>) {
    Object.freeze(Object.assign(this, fields));
  }

  [display](): DisplayModel {
    const { settings: _settings, ...rest } = this;
    return recordOf("Labeling queue", rest);
  }
}

/** Wire → {@link QueueInfo}. */
export const queueSchema = queueWireSchema.transform((wire) => new QueueInfo(queueFields(wire)));

/** One image of a queue. */
export const queueEntitySchema = z.looseObject({
  id: idSchema,
  name: z.string(),
  /** `none`, `done`, `accepted`; null where nobody took it yet. */
  reviewStatus: orNull(z.string()),
});
/** An image of a labeling queue. */
export interface QueueEntity {
  /** Id of the image. */
  readonly id: number;
  /** Name of the image. */
  readonly name: string;
  /** Its mark, for example `accepted`; null where there is none. */
  readonly reviewStatus: string | null;
}
