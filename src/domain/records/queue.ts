/** Labeling queues: work that annotators draw from, image by image. */
import { z } from "zod";
import { type Cell, type Column, type DisplayModel, display } from "../display/display.js";
import { showInHosts } from "../display/host-forms.js";
import { recordOf } from "../display/record-display.js";
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

export interface QueueInfo extends Readonly<ReturnType<typeof queueFields>> {}

/** A labeling queue as it was when it was read. */
export class QueueInfo {
  static {
    showInHosts(QueueInfo);
  }

  static readonly plural = "labeling queues";
  static readonly columns: readonly Column[] = [
    { title: "ID", kind: "id" },
    { title: "Name", kind: "text" },
    { title: "Status", kind: "status" },
    { title: "Annotators", kind: "count", weight: 1 },
    { title: "Accepted", kind: "progress" },
    { title: "Created", kind: "time", weight: 2 },
  ];

  constructor(fields: ReturnType<typeof queueFields>) {
    Object.freeze(Object.assign(this, fields));
  }

  static row(queue: QueueInfo): readonly Cell[] {
    const progress = { done: queue.acceptedCount, total: queue.entitiesCount };
    return [queue.id, queue.name, queue.status, queue.labelers.length, progress, queue.createdAt];
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
export type QueueEntity = Readonly<z.output<typeof queueEntitySchema>>;
