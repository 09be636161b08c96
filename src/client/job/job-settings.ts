/** The settings of a new labeling job: as users give them, and as they travel. */
import { badArgument, check, checkShape, kinds } from "../http/arguments.js";
import { type Body, defined } from "../http/caller.js";

/** What is labeled and how: the same for jobs and queues. What is left out is the server's default. */
export interface LabelSettings {
  /** Object classes by name; none is all. */
  readonly classesToLabel?: readonly string[] | undefined;
  /** Tags by name; none is all. */
  readonly tagsToLabel?: readonly string[] | undefined;
  /** Left out or null: no limit. */
  readonly objectsLimitPerImage?: number | null | undefined;
  /** Left out or null: no limit. */
  readonly tagsLimitPerImage?: number | null | undefined;
  /** Only images that have all these tags. */
  readonly includeImagesWithTags?: readonly string[] | undefined;
  /** No images that have any of these tags. */
  readonly excludeImagesWithTags?: readonly string[] | undefined;
  /** First and last image of the selection, counted from 1; null is open. */
  readonly imagesRange?: readonly [start: number | null, end: number | null] | undefined;
  /** Only these images. None is all of the dataset. */
  readonly imagesIds?: readonly number[] | undefined;
  /** Annotators may add object classes. Default false. */
  readonly dynamicClasses?: boolean | undefined;
  /** Annotators may add tags. Default false. */
  readonly dynamicTags?: boolean | undefined;
  /** Annotators may restore what they removed. Default false. */
  readonly allowRestore?: boolean | undefined;
  /** Whether the annotator cannot mark images as done. Default false. */
  readonly disableConfirm?: boolean | undefined;
  /** Whether the annotator cannot submit the job. Default false. */
  readonly disableSubmit?: boolean | undefined;
  /** Whether objects are checked while they are drawn. Default false. */
  readonly enableQualityCheck?: boolean | undefined;
  /** The id of a labeling guide. */
  readonly guideId?: number | undefined;
  /** Tags that annotators see and cannot change. */
  readonly readOnlyTags?: readonly string[] | undefined;
  /** Of projects of videos. */
  readonly toolboxSettings?: Readonly<Record<string, unknown>>;
}

/** A new labeling job, by the official SDK's names in camelCase. */
export interface JobCreateOptions extends LabelSettings {
  /** Name of the jobs. */
  readonly name: string;
  /** Dataset whose images are labeled. */
  readonly datasetId: number;
  /** One job is made for each. */
  readonly userIds: readonly number[];
  /** The manual for annotators, in markdown. */
  readonly readme?: string | undefined;
  /** Description of the jobs. Default: empty. */
  readonly description?: string | undefined;
  /** Default: whoever makes the job. */
  readonly reviewerId?: number | undefined;
  /** The team of the dataset, where it is known: saves a request. */
  readonly teamId?: number | undefined;
  /** What programs keep with the job. */
  readonly customData?: Readonly<Record<string, unknown>>;
}

/** What `jobs.add` is sent. */
export interface JobBody {
  readonly name: string;
  readonly datasetId: number;
  readonly userIds: readonly number[];
  readonly meta: Body;
  readonly [other: string]: unknown;
}

/** What {@link LabelSettings} may hold. */
export const labelShape = {
  classesToLabel: kinds.names,
  tagsToLabel: kinds.names,
  objectsLimitPerImage: kinds.limit,
  tagsLimitPerImage: kinds.limit,
  includeImagesWithTags: kinds.names,
  excludeImagesWithTags: kinds.names,
  imagesRange: { expected: "[first, last], counted from 1; null is open", fits: isRange },
  imagesIds: kinds.ids,
  dynamicClasses: kinds.flag,
  dynamicTags: kinds.flag,
  allowRestore: kinds.flag,
  disableConfirm: kinds.flag,
  disableSubmit: kinds.flag,
  enableQualityCheck: kinds.flag,
  guideId: kinds.id,
  readOnlyTags: kinds.names,
  toolboxSettings: kinds.fields,
};

const jobShape = {
  ...labelShape,
  name: kinds.name,
  datasetId: kinds.id,
  userIds: kinds.ids,
  readme: kinds.text,
  description: kinds.text,
  reviewerId: kinds.id,
  teamId: kinds.id,
  customData: kinds.fields,
};

/** Options → the body of `jobs.add`. */
export function jobBody(options: JobCreateOptions): JobBody {
  checkShape(creating, "job", options, jobShape);
  const { name, datasetId, userIds, readme, description, reviewerId, customData } = options;
  if (typeof name !== "string" || name.trim() === "")
    throw badArgument(creating, "name", "the job has no name", "pass a non-empty name");
  check(creating, "userIds", kinds.list, userIds);
  if (userIds.length === 0) throw badArgument(creating, "userIds", "no annotator given", "pass at least one user id");
  return {
    name,
    datasetId,
    userIds,
    meta: labelMeta(options),
    ...defined({ readme, description, reviewerId, customData }),
  };
}

const creating = "labelingJob.create";

/** Settings as the `meta` of a job or a queue. */
export function labelMeta(settings: LabelSettings): Body {
  return {
    classes: settings.classesToLabel ?? [],
    projectTags: settings.tagsToLabel ?? [],
    imageTags: [
      ...(settings.includeImagesWithTags ?? []).map((tag) => ({ name: tag, positive: true })),
      ...(settings.excludeImagesWithTags ?? []).map((tag) => ({ name: tag, positive: false })),
    ],
    // In a request 0 is how "no limit" is said.
    imageFiguresLimit: settings.objectsLimitPerImage ?? 0,
    imageTagsLimit: settings.tagsLimitPerImage ?? 0,
    entityIds: settings.imagesIds ?? [],
    dynamicClasses: settings.dynamicClasses ?? false,
    dynamicTags: settings.dynamicTags ?? false,
    allowRestore: settings.allowRestore ?? false,
    ...defined({
      range: rangeOf(settings.imagesRange),
      readOnlyTags: settings.readOnlyTags,
      guide: settings.guideId,
      toolboxSettings: settings.toolboxSettings,
      disableConfirm: settings.disableConfirm,
      disableSubmit: settings.disableSubmit,
      enableIntermediateReview: settings.enableQualityCheck,
    }),
  };
}

function isRange(range: unknown): boolean {
  if (!Array.isArray(range) || range.length !== 2) return false;
  const [start, end] = range;
  return range.every((at) => at === null || kinds.id.fits(at)) && (start === null || end === null || start <= end);
}

function rangeOf(range: LabelSettings["imagesRange"]): { start: number | null; end: number | null } | undefined {
  if (range === undefined || (range[0] === null && range[1] === null)) return undefined;
  const [start, end] = range;
  return { start, end };
}
