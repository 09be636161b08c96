/** Statistics of a labeling job, computed by the server. */
import { z } from "zod";
import { type ChartModel, type DisplayModel, display } from "../display/display.js";
import { ApiRecord } from "./api-record.js";
import { reviewStatuses } from "./job-status.js";
import { idSchema, optionalTimeSchema, orDefault, orNull } from "./wire.js";

const amountSchema = orDefault(z.number().nonnegative(), 0);

const jobStatsWireSchema = z.object({
  job: z.object({
    id: idSchema,
    name: z.string(),
    startedAt: optionalTimeSchema,
    finishedAt: optionalTimeSchema,
    imagesCount: amountSchema,
    finishedImagesCount: amountSchema,
    /** Seconds spent on changes. */
    editingDuration: amountSchema,
    /** Seconds during which an image was open. */
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
        /** Seconds per label; null without labels. */
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
            reviewStatus: orDefault(z.enum(reviewStatuses), "none"),
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

type Stats = z.output<typeof jobStatsWireSchema>;

export interface JobStats {
  /** Totals of the job; `annotationDuration` and `editingDuration` are in seconds. */
  readonly job: Readonly<Stats["job"]>;
  /** Statistics by object class; durations are in seconds. */
  readonly classes: readonly Readonly<Stats["classes"][number]>[];
  /** Statistics by image, with its review mark; durations are in seconds. */
  readonly images: readonly Readonly<Stats["images"][number]>[];
}

/** Statistics of one job: in total, by class and by image. */
export class JobStats extends ApiRecord<JobStats> {
  override [display](): DisplayModel {
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

/** Draws the labels per class as bars; a single class needs no chart. */
function labelsChart(classes: JobStats["classes"]): readonly ChartModel[] {
  const drawn = classes.filter(({ labelsCount }) => labelsCount > 0);
  if (drawn.length < 2) return [];
  const points = drawn.map(({ name, labelsCount }) => ({ x: name, y: labelsCount }));
  return [{ kind: "chart", form: "bar", title: "Labels by class", series: [{ name: "Labels", points }] }];
}

/** Counts the images that the annotator finished. Servers may exclude reviewed images from their count; the marks do not. */
function finishedOf({ job, images }: JobStats): number {
  const marked = images.filter(({ reviewStatus }) => reviewStatus !== "none").length;
  return Math.min(Math.max(job.finishedImagesCount, marked), job.imagesCount);
}

/** Parses the API's format to {@link JobStats}. */
export const jobStatsSchema = jobStatsWireSchema.transform((fields) => new JobStats(fields));
