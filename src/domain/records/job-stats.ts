/** What was done in a labeling job, counted by the server. */
import { z } from "zod";
import { type ChartModel, type DisplayModel, display } from "../display/display.js";
import { showInHosts } from "../display/host-forms.js";
import { reviewStatuses } from "./job-status.js";
import { idSchema, optionalTimeSchema, orNull } from "./wire.js";

const amountSchema = z
  .number()
  .nonnegative()
  .nullish()
  .transform((amount) => amount ?? 0);

const jobStatsWireSchema = z.object({
  job: z.object({
    id: idSchema,
    name: z.string(),
    startedAt: optionalTimeSchema,
    finishedAt: optionalTimeSchema,
    imagesCount: amountSchema,
    finishedImagesCount: amountSchema,
    /** Seconds in which something was changed. */
    editingDuration: amountSchema,
    /** Seconds in which an image was open. */
    annotationDuration: amountSchema,
    tagsStats: z
      .array(
        z.object({
          name: z.string(),
          color: orNull(z.string()),
          images: amountSchema,
          figures: amountSchema,
        }),
      )
      .default([]),
  }),
  classes: z
    .array(
      z.object({
        id: orNull(idSchema),
        name: z.string(),
        color: orNull(z.string()),
        shape: orNull(z.string()),
        /** Seconds. */
        totalDuration: amountSchema,
        /** Seconds a label; null where there is none. */
        avgDuration: orNull(z.number()),
        imagesCount: amountSchema,
        labelsCount: amountSchema,
      }),
    )
    .default([]),
  images: z
    .object({
      total: amountSchema,
      images: z
        .array(
          z.object({
            id: idSchema,
            name: z.string(),
            reviewStatus: z
              .enum(reviewStatuses)
              .nullish()
              .transform((status) => status ?? "none"),
            /** Seconds. */
            annotationDuration: amountSchema,
            /** Seconds. */
            totalDuration: amountSchema,
            labelsCount: amountSchema,
          }),
        )
        .default([]),
    })
    .transform(({ images }) => images),
});
export type JobStatsWire = z.input<typeof jobStatsWireSchema>;

type Stats = z.output<typeof jobStatsWireSchema>;

export interface JobStats {
  /** The whole job; `annotationDuration` and `editingDuration` are seconds. */
  readonly job: Readonly<Stats["job"]>;
  /** By object class; durations are seconds. */
  readonly classes: readonly Readonly<Stats["classes"][number]>[];
  /** By image, with its mark; durations are seconds. */
  readonly images: readonly Readonly<Stats["images"][number]>[];
}

/** The statistics of one job: in all, by class and by image. */
export class JobStats {
  static {
    showInHosts(JobStats);
  }

  constructor(fields: Omit<JobStats, typeof display>) {
    Object.freeze(Object.assign(this, fields));
  }

  [display](): DisplayModel {
    const { job, classes, images } = this;
    return {
      kind: "stack",
      parts: [
        {
          kind: "record",
          title: "Statistics",
          fields: [
            { label: "job", kind: "text", value: `${job.name} (${job.id})` },
            { label: "started at", kind: "time", value: job.startedAt },
            { label: "finished at", kind: "time", value: job.finishedAt },
            { label: "images", kind: "progress", value: { done: finishedOf(this), total: job.imagesCount } },
            { label: "annotating", kind: "duration", value: job.annotationDuration * 1000 },
            { label: "editing", kind: "duration", value: job.editingDuration * 1000 },
          ],
        },
        {
          kind: "table",
          title: "Object classes",
          columns: [
            { title: "Name", kind: "text" },
            { title: "Labels", kind: "count" },
            { title: "Images", kind: "count" },
            { title: "Time", kind: "duration" },
          ],
          rows: classes.map((one) => [one.name, one.labelsCount, one.imagesCount, one.totalDuration * 1000]),
          empty: "no object classes",
        },
        ...labelsChart(classes),
        {
          kind: "table",
          title: "Images",
          columns: [
            { title: "ID", kind: "id" },
            { title: "Name", kind: "text" },
            { title: "Mark", kind: "status" },
            { title: "Labels", kind: "count" },
            { title: "Time", kind: "duration" },
          ],
          rows: images.map((one) => [
            one.id,
            one.name,
            one.reviewStatus,
            one.labelsCount,
            one.annotationDuration * 1000,
          ]),
          empty: "no images",
        },
      ],
    };
  }
}

/** How many labels each class has, as bars; one class alone is told by the table. */
function labelsChart(classes: JobStats["classes"]): readonly ChartModel[] {
  const drawn = classes.filter(({ labelsCount }) => labelsCount > 0);
  if (drawn.length < 2) return [];
  const points = drawn.map(({ name, labelsCount }) => ({ x: name, y: labelsCount }));
  return [{ kind: "chart", form: "bar", title: "Labels by class", series: [{ name: "Labels", points }] }];
}

/** Images out of the annotator's hands. A server may count only those that are not judged yet; the marks know better. */
function finishedOf({ job, images }: JobStats): number {
  const marked = images.filter(({ reviewStatus }) => reviewStatus !== "none").length;
  return Math.min(Math.max(job.finishedImagesCount, marked), job.imagesCount);
}

/** Wire → {@link JobStats}. */
export const jobStatsSchema = jobStatsWireSchema.transform((fields) => new JobStats(fields));
