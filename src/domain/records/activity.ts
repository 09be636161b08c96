/** Records of the activity log of a team. */
import { z } from "zod";
import type { RecordColumn } from "../display/record-display.js";
import { ApiRecord } from "./api-record.js";
import { customDataSchema, orNull, textSchema, timeSchema } from "./wire.js";

const activityWireSchema = z.object({
  userId: orNull(z.int()),
  user: textSchema,
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
  meta: customDataSchema,
});

export interface Activity {
  /** Id of the person who acted; null if the server acted. */
  readonly userId: number | null;
  /** Login of the person who acted. */
  readonly user: string;
  /** Name of the action, for example `annotation_duration` or `image_review_status_updated`. */
  readonly action: string;
  /** Time of the action. */
  readonly date: Date;
  /** Id of the project it was done in; null if there is none. */
  readonly projectId: number | null;
  /** Name of that project. */
  readonly project: string | null;
  /** Id of the dataset it was done in; null if there is none. */
  readonly datasetId: number | null;
  /** Name of that dataset. */
  readonly dataset: string | null;
  /** Id of the image it was done to; null if there is none. */
  readonly imageId: number | null;
  /** Name of that image. */
  readonly image: string | null;
  /** Id of the object class it concerns; null if there is none. */
  readonly classId: number | null;
  /** Name of that object class. */
  readonly class: string | null;
  /** Id of the object it was done to; null if there is none. */
  readonly figureId: number | null;
  /** Id of the labeling job it was done in; null outside jobs. */
  readonly jobId: number | null;
  /** Name of that labeling job. */
  readonly job: string | null;
  /** Id of the tag it concerns; null if there is none. */
  readonly tagId: number | null;
  /** Name of that tag. */
  readonly tag: string | null;
  /** Details of the action, for example `{ reviewStatus: "accepted" }`. */
  readonly meta: Readonly<Record<string, unknown>>;
}

/** An entry of the activity log. */
export class Activity extends ApiRecord<Activity> {
  /** @internal */
  static readonly plural = "activities";
  /** @internal */
  static readonly columns: readonly RecordColumn<Activity>[] = [
    { title: "Date", kind: "time", value: ({ date }) => date },
    { title: "User", kind: "text", value: ({ user }) => user },
    { title: "Action", kind: "text", value: ({ action }) => action },
    { title: "Job", kind: "text", hidePriority: 1, value: ({ job }) => job },
    { title: "Image", kind: "text", hidePriority: 2, value: ({ image }) => image },
    { title: "Project", kind: "text", hidePriority: 3, value: ({ project }) => project },
  ];
}

/** Parses the API's format to {@link Activity}. */
export const activitySchema = activityWireSchema.transform((fields) => new Activity(fields));
