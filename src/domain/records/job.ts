import { z } from "zod";
import { type DisplayModel, display, type RecordModel } from "../display/display.js";
import { showInHosts } from "../display/host-forms.js";
import type { RecordColumn } from "../display/record-display.js";
import { type ReviewStatus, reviewStatuses, type SeenStatus } from "./job-status.js";
import { customDataSchema, idSchema, optionalTimeSchema, orDefault, orNull, textSchema, timeSchema } from "./wire.js";

/** A reference of a job to an object class or tag; the server sends `name` or `title`. */
const namedSchema = z
  .object({ id: z.int().optional(), name: z.string().optional(), title: z.string().optional() })
  .transform(({ id, name, title }) => ({ id: id ?? null, name: name ?? title ?? "" }));

const imageTagFilterSchema = z
  .object({
    id: z.int().optional(),
    name: z.string().optional(),
    title: z.string().optional(),
    positive: z.boolean().default(true),
  })
  .transform(({ id, name, title, positive }) => ({ id: id ?? null, name: name ?? title ?? "", positive }));

/** Requests use 0 for "no limit", records use null. */
const limitSchema = z
  .int()
  .nonnegative()
  .nullish()
  .transform((limit) => (limit ? limit : null));

const flagSchema = orDefault(z.boolean(), false);

/** Settings of a job in the API's format. Unknown ones are kept, so that clones are complete. */
export const jobMetaSchema = z.looseObject({
  classes: z.array(namedSchema).nullish(),
  projectTags: z.array(namedSchema).nullish(),
  imageTags: z.array(imageTagFilterSchema).nullish(),
  imageFiguresLimit: limitSchema,
  imageTagsLimit: limitSchema,
  range: z.object({ start: orNull(z.int()), end: orNull(z.int()) }).nullish(),
  guide: orNull(z.int()),
  dynamicClasses: flagSchema,
  dynamicTags: flagSchema,
  allowRestore: flagSchema,
  readOnlyTags: z.unknown().optional(),
});

/** An image of a job with its review mark. */
export const jobEntitySchema = z.object({
  id: idSchema,
  name: z.string(),
  reviewStatus: orDefault(z.enum(reviewStatuses), "none"),
});
/** An image of a job with its review mark. */
export interface JobEntity {
  /** Id of the image. */
  readonly id: number;
  /** Name of the image. */
  readonly name: string;
  /** Review mark: `none`, `done`, `accepted` or `rejected`. */
  readonly reviewStatus: ReviewStatus;
}

const jobWireSchema = z.object({
  id: idSchema,
  name: z.string(),
  readme: textSchema,
  description: textSchema,
  teamId: idSchema,
  workspaceId: idSchema,
  workspaceTitle: textSchema,
  projectId: orNull(idSchema),
  projectTitle: textSchema,
  datasetId: orNull(idSchema),
  datasetTitle: textSchema,
  createdBy: idSchema,
  managerLogin: textSchema,
  userId: orNull(idSchema),
  labelerLogin: textSchema,
  reviewerId: orNull(idSchema),
  reviewerLogin: orNull(z.string()),
  createdAt: timeSchema,
  startedAt: optionalTimeSchema,
  finishedAt: optionalTimeSchema,
  status: z.string(),
  disabled: flagSchema,
  labelingQueueId: orNull(idSchema),
  labelingExamId: orNull(idSchema),
  imagesCount: z.int().nonnegative(),
  finishedImagesCount: z.int().nonnegative(),
  rejectedImagesCount: z.int().nonnegative(),
  acceptedImagesCount: z.int().nonnegative(),
  progressImagesCount: orNull(z.int().nonnegative()),
  priority: orNull(z.int()),
  customData: customDataSchema,
  meta: jobMetaSchema,
  /** Absent in lists. */
  entities: z.array(jobEntitySchema).nullish(),
});

/** A job in the API's format. */
export type JobWire = z.input<typeof jobWireSchema>;

function jobFields(wire: z.output<typeof jobWireSchema>): JobFields {
  const { meta, entities, workspaceTitle, projectTitle, datasetTitle, ...rest } = wire;
  const filterImagesByTags = (meta.imageTags ?? []).map((tag) => Object.freeze(tag));
  return {
    id: rest.id,
    name: rest.name,
    readme: rest.readme,
    description: rest.description,
    teamId: rest.teamId,
    workspaceId: rest.workspaceId,
    workspaceName: workspaceTitle,
    projectId: rest.projectId,
    projectName: projectTitle,
    datasetId: rest.datasetId,
    datasetName: datasetTitle,
    createdById: rest.createdBy,
    createdByLogin: rest.managerLogin,
    assignedToId: rest.userId,
    assignedToLogin: rest.labelerLogin,
    reviewerId: rest.reviewerId,
    reviewerLogin: rest.reviewerLogin,
    createdAt: rest.createdAt,
    startedAt: rest.startedAt,
    finishedAt: rest.finishedAt,
    status: rest.status as SeenStatus,
    disabled: rest.disabled,
    labelingQueueId: rest.labelingQueueId,
    labelingExamId: rest.labelingExamId,
    imagesCount: rest.imagesCount,
    finishedImagesCount: rest.finishedImagesCount,
    rejectedImagesCount: rest.rejectedImagesCount,
    acceptedImagesCount: rest.acceptedImagesCount,
    progressImagesCount: rest.progressImagesCount,
    classesToLabel: Object.freeze((meta.classes ?? []).map(({ name }) => name)),
    tagsToLabel: Object.freeze((meta.projectTags ?? []).map(({ name }) => name)),
    imagesRange: Object.freeze([meta.range?.start ?? null, meta.range?.end ?? null] as const),
    objectsLimitPerImage: meta.imageFiguresLimit,
    tagsLimitPerImage: meta.imageTagsLimit,
    filterImagesByTags: Object.freeze(filterImagesByTags),
    includeImagesWithTags: Object.freeze(filterImagesByTags.filter((tag) => tag.positive).map(({ name }) => name)),
    excludeImagesWithTags: Object.freeze(filterImagesByTags.filter((tag) => !tag.positive).map(({ name }) => name)),
    entities: entities == null ? undefined : (Object.freeze(entities) as readonly JobEntity[]),
    guideId: meta.guide,
    dynamicClasses: meta.dynamicClasses,
    dynamicTags: meta.dynamicTags,
    allowRestore: meta.allowRestore,
    priority: rest.priority,
    customData: Object.freeze(rest.customData) as Readonly<Record<string, unknown>>,
    settings: Object.freeze(meta) as Readonly<Record<string, unknown>>,
  };
}

/** Fields of a labeling job, with the official SDK's names in camelCase. */
export interface JobFields {
  /** Id of the job. */
  readonly id: number;
  /** Name of the job. */
  readonly name: string;
  /** Instructions for the annotator, in Markdown. */
  readonly readme: string;
  /** Description; empty if there is none. */
  readonly description: string;
  /** Id of its team. */
  readonly teamId: number;
  /** Id of its workspace. */
  readonly workspaceId: number;
  /** Name of its workspace. */
  readonly workspaceName: string;
  /** Id of its project; null if that was removed. */
  readonly projectId: number | null;
  /** Name of its project. */
  readonly projectName: string;
  /** Id of its dataset; null if that was removed. */
  readonly datasetId: number | null;
  /** Name of its dataset. */
  readonly datasetName: string;
  /** Id of the person who created it. */
  readonly createdById: number;
  /** Login of the person who created it. */
  readonly createdByLogin: string;
  /** Id of its annotator. */
  readonly assignedToId: number | null;
  /** Login of its annotator. */
  readonly assignedToLogin: string;
  /** Id of its reviewer; null if there is none. */
  readonly reviewerId: number | null;
  /** Login of its reviewer; null if there is none. */
  readonly reviewerLogin: string | null;
  /** When it was created. */
  readonly createdAt: Date;
  /** When the annotator started; null before that. */
  readonly startedAt: Date | null;
  /** When the annotator finished; null before that. */
  readonly finishedAt: Date | null;
  /** Status of the job. */
  readonly status: SeenStatus;
  /** Whether the job is archived. */
  readonly disabled: boolean;
  /** Id of the queue that created it; null if there is none. */
  readonly labelingQueueId: number | null;
  /** Id of its labeling exam; null if there is none. */
  readonly labelingExamId: number | null;
  /** Number of its images. */
  readonly imagesCount: number;
  /** Images that the annotator marked as done and that await review. */
  readonly finishedImagesCount: number;
  /** Images that the reviewer rejected. */
  readonly rejectedImagesCount: number;
  /** Images that the reviewer accepted. */
  readonly acceptedImagesCount: number;
  /** Images with work on them; null if the server did not send it. */
  readonly progressImagesCount: number | null;
  /** Names of the object classes that the annotator may use. */
  readonly classesToLabel: readonly string[];
  /** Names of the tags that the annotator may use. */
  readonly tagsToLabel: readonly string[];
  /** First and last image of the dataset, 1-based and inclusive; null means no bound. */
  readonly imagesRange: readonly [start: number | null, end: number | null];
  /** Maximum number of objects per image; null means no limit. */
  readonly objectsLimitPerImage: number | null;
  /** Maximum number of tags per image; null means no limit. */
  readonly tagsLimitPerImage: number | null;
  /** Tags that selected the images; `positive: false` excluded images. */
  readonly filterImagesByTags: readonly Readonly<z.output<typeof imageTagFilterSchema>>[];
  /** Names of the required image tags. */
  readonly includeImagesWithTags: readonly string[];
  /** Names of the excluded image tags. */
  readonly excludeImagesWithTags: readonly string[];
  /** Images with their review marks; undefined in records of a list. */
  readonly entities: readonly JobEntity[] | undefined;
  /** Id of its labeling guide; null if there is none. */
  readonly guideId: number | null;
  /** Whether the annotator may add classes. */
  readonly dynamicClasses: boolean;
  /** Whether the annotator may add tags. */
  readonly dynamicTags: boolean;
  /** Whether the annotator may reopen finished images. */
  readonly allowRestore: boolean;
  /** Position in lists: higher numbers come first; null if not set. */
  readonly priority: number | null;
  /** Custom JSON set by the user. */
  readonly customData: Readonly<Record<string, unknown>>;
  /** All settings sent by the server, including unknown ones. */
  readonly settings: Readonly<Record<string, unknown>>;
}

export interface JobInfo extends JobFields {}

/** A frozen snapshot of a labeling job. */
export class JobInfo {
  static {
    showInHosts(JobInfo);
  }

  /** @internal */
  static readonly plural: string = "labeling jobs";
  /** @internal */
  static readonly columns: readonly RecordColumn<JobInfo>[] = [
    { title: "ID", kind: "id", value: ({ id }) => id },
    { title: "Name", kind: "text", value: ({ name }) => name },
    { title: "Status", kind: "status", value: (job) => shownStatus(job) },
    { title: "Annotator", kind: "text", value: ({ assignedToLogin }) => assignedToLogin },
    { title: "Dataset", kind: "text", hidePriority: 2, value: ({ datasetName }) => datasetName },
    { title: "Classes", kind: "text", hidePriority: 3, value: ({ classesToLabel }) => classesToLabel },
    { title: "Images", kind: "progress", value: (job) => jobProgress(job) },
    { title: "Created", kind: "time", hidePriority: 4, value: ({ createdAt }) => createdAt },
  ];

  constructor(fields: JobFields) {
    Object.assign(this, fields);
    // Subclasses freeze themselves at the end of their constructors.
    if (new.target === JobInfo) Object.freeze(this);
  }

  /** Number of images that are neither accepted nor rejected. */
  get openImagesCount(): number {
    return Math.max(0, this.imagesCount - this.acceptedImagesCount - this.rejectedImagesCount);
  }

  [display](): DisplayModel {
    return jobRecord(this);
  }
}

/** Returns the images that the annotator finished, out of all, with a note on their review. */
export function jobProgress(job: JobFields) {
  const { finishedImagesCount: finished, acceptedImagesCount: accepted, rejectedImagesCount: rejected } = job;
  // In a partly reviewed job, the unreviewed images are what the job waits for.
  const open = job.status === "on_review" && accepted + rejected > 0 ? job.imagesCount - accepted - rejected : 0;
  const note = [
    accepted > 0 && `${accepted} accepted`,
    rejected > 0 && `${rejected} rejected`,
    open > 0 && `${open} open`,
  ]
    .filter(Boolean)
    .join(", ");
  const progress = { done: Math.min(finished + accepted + rejected, job.imagesCount), total: job.imagesCount };
  return note === "" ? progress : { ...progress, note };
}

/** An archived job keeps the status that it had. */
function shownStatus(job: JobFields): string {
  return job.disabled ? "archived" : job.status;
}

function jobRecord(job: JobInfo): RecordModel {
  const limit = (value: number | null) => value ?? "unlimited";
  const [start, end] = job.imagesRange;
  const field = (
    label: string,
    kind: RecordModel["fields"][number]["kind"],
    value: RecordModel["fields"][number]["value"],
  ) => ({
    label,
    kind,
    value,
  });
  return {
    kind: "record",
    title: "Labeling job",
    fields: [
      field("id", "id", job.id),
      field("name", "text", job.name),
      field("status", "status", shownStatus(job)),
      field("description", "text", job.description || null),
      field("readme", "text", job.readme || null),
      field("team", "id", job.teamId),
      field("workspace", "text", `${job.workspaceName} (${job.workspaceId})`),
      field("project", "text", `${job.projectName} (${job.projectId ?? "-"})`),
      field("dataset", "text", `${job.datasetName} (${job.datasetId ?? "-"})`),
      field("created by", "text", `${job.createdByLogin} (${job.createdById})`),
      field("annotator", "text", `${job.assignedToLogin} (${job.assignedToId ?? "-"})`),
      field("reviewer", "text", job.reviewerLogin),
      field("created at", "time", job.createdAt),
      field("started at", "time", job.startedAt),
      field("finished at", "time", job.finishedAt),
      field("images", "progress", jobProgress(job)),
      field("classes to label", "text", job.classesToLabel),
      field("tags to label", "text", job.tagsToLabel),
      field("images range", "text", start === null && end === null ? null : `${start ?? 1} to ${end ?? "the last"}`),
      field("objects per image", "count", limit(job.objectsLimitPerImage)),
      field("tags per image", "count", limit(job.tagsLimitPerImage)),
      field("only images with tags", "text", job.includeImagesWithTags),
      field("no images with tags", "text", job.excludeImagesWithTags),
    ],
  };
}

/** Parses the API's format to {@link JobInfo}. */
export const jobSchema = jobWireSchema.transform((wire) => new JobInfo(jobFields(wire)));
