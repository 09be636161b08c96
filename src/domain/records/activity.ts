/** What people did in a team. */
import { z } from "zod";
import { type Cell, type Column, type DisplayModel, display } from "../display/display.js";
import { showInHosts } from "../display/host-forms.js";
import { recordOf } from "../display/record-display.js";
import { orNull, textSchema, timeSchema } from "./wire.js";

const activityWireSchema = z.object({
  userId: orNull(z.int()),
  user: textSchema,
  /** As `annotation_duration` or `image_review_status_updated`. */
  action: z.string(),
  date: timeSchema,
  projectId: orNull(z.int()),
  project: orNull(z.string()),
  datasetId: orNull(z.int()),
  dataset: orNull(z.string()),
  imageId: orNull(z.int()),
  image: orNull(z.string()),
  classId: orNull(z.int()),
  class: orNull(z.string()),
  figureId: orNull(z.int()),
  jobId: orNull(z.int()),
  job: orNull(z.string()),
  tagId: orNull(z.int()),
  tag: orNull(z.string()),
  /** What the action carries, as `{ reviewStatus: "accepted" }`. */
  meta: z
    .record(z.string(), z.unknown())
    .nullish()
    .transform((meta) => meta ?? {}),
});
export type ActivityWire = z.input<typeof activityWireSchema>;

export interface Activity extends Readonly<z.output<typeof activityWireSchema>> {}

/** One thing that somebody did. */
export class Activity {
  static {
    showInHosts(Activity);
  }

  static readonly plural = "activities";
  static readonly columns: readonly Column[] = [
    { title: "Date", kind: "time" },
    { title: "User", kind: "text" },
    { title: "Action", kind: "text" },
    { title: "Job", kind: "text", weight: 1 },
    { title: "Image", kind: "text", weight: 2 },
    { title: "Project", kind: "text", weight: 3 },
  ];

  constructor(fields: z.output<typeof activityWireSchema>) {
    Object.freeze(Object.assign(this, fields));
  }

  static row(activity: Activity): readonly Cell[] {
    const { date, user, action, job, image, project } = activity;
    return [date, user, action, job, image, project];
  }

  [display](): DisplayModel {
    return recordOf("Activity", this);
  }
}

/** Wire → {@link Activity}. */
export const activitySchema = activityWireSchema.transform((fields) => new Activity(fields));
