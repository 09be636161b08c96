/** Settings of labeling jobs, and their conversion to requests. */
import { z } from "zod";
import { defined } from "../../base/defined.js";
import { kinds } from "../../domain/arguments/kinds.js";
import { parseArguments } from "../../domain/arguments/parse-arguments.js";
import type { Body } from "../http/caller.js";

/** Settings of jobs and queues. Default: the server's. */
export interface LabelSettings {
  /** Names of object classes; empty: all. */
  readonly classesToLabel?: readonly string[] | undefined;
  /** Names of tags; empty: all. */
  readonly tagsToLabel?: readonly string[] | undefined;
  /** Omitted or null: no limit. */
  readonly objectsLimitPerImage?: number | null | undefined;
  /** Omitted or null: no limit. */
  readonly tagsLimitPerImage?: number | null | undefined;
  /** Only images that have all these tags. */
  readonly includeImagesWithTags?: readonly string[] | undefined;
  /** Excludes images that have any of these tags. */
  readonly excludeImagesWithTags?: readonly string[] | undefined;
  /** First and last image of the selection, 1-based; null: no bound. */
  readonly imagesRange?: readonly [start: number | null, end: number | null] | undefined;
  /** Ids of images; empty: all images of the dataset. */
  readonly imagesIds?: readonly number[] | undefined;
  /** Whether annotators may add object classes. Default false. */
  readonly dynamicClasses?: boolean | undefined;
  /** Whether annotators may add tags. Default false. */
  readonly dynamicTags?: boolean | undefined;
  /** Whether annotators may restore removed objects. Default false. */
  readonly allowRestore?: boolean | undefined;
  /** Whether the annotator cannot mark images as done. Default false. */
  readonly disableConfirm?: boolean | undefined;
  /** Whether the annotator cannot submit the job. Default false. */
  readonly disableSubmit?: boolean | undefined;
  /** Whether objects are checked while they are drawn. Default false. */
  readonly enableQualityCheck?: boolean | undefined;
  /** Id of a labeling guide. */
  readonly guideId?: number | undefined;
  /** Tags that annotators can see but not change. */
  readonly readOnlyTags?: readonly string[] | undefined;
  /** Only for projects of videos. */
  readonly toolboxSettings?: Readonly<Record<string, unknown>>;
}

/** Options of a new labeling job, with the official SDK's names in camelCase. */
export interface JobCreateOptions extends LabelSettings {
  /** Name of the jobs. */
  readonly name: string;
  /** Id of the dataset. */
  readonly datasetId: number;
  /** Ids of the annotators, one job each. */
  readonly userIds: readonly number[];
  /** Instructions for annotators, in Markdown. */
  readonly readme?: string | undefined;
  /** Description of the jobs. Default: empty. */
  readonly description?: string | undefined;
  /** Id of the reviewer. Default: the creator of the job. */
  readonly reviewerId?: number | undefined;
  /** Id of the dataset's team, if known: saves a request. */
  readonly teamId?: number | undefined;
  /** Custom data of the job. */
  readonly customData?: Readonly<Record<string, unknown>>;
}

/** Body of `jobs.add`. */
export interface JobBody {
  readonly name: string;
  readonly datasetId: number;
  readonly userIds: readonly number[];
  readonly meta: Body;
  readonly customData?: Readonly<Record<string, unknown>>;
  readonly [other: string]: unknown;
}

/** Allowed values of {@link LabelSettings}. */
export const labelShape = {
  classesToLabel: kinds.names,
  tagsToLabel: kinds.names,
  objectsLimitPerImage: kinds.limit,
  tagsLimitPerImage: kinds.limit,
  includeImagesWithTags: kinds.names,
  excludeImagesWithTags: kinds.names,
  imagesRange: kinds.range,
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

const jobSchema = z
  .strictObject({
    ...labelShape,
    readme: kinds.text,
    description: kinds.text,
    reviewerId: kinds.id,
    teamId: kinds.id,
    customData: kinds.fields,
  })
  .partial()
  .extend({ name: kinds.newName, datasetId: kinds.id, userIds: kinds.someIds });

/** Converts options to the body of `jobs.add`. */
export function jobBody(options: JobCreateOptions): JobBody {
  parseArguments("labelingJob.create", jobSchema, options, "job");
  const { name, datasetId, userIds, readme, description, reviewerId, customData } = options;
  return {
    name,
    datasetId,
    userIds,
    meta: labelMeta(options),
    ...defined({ readme, description, reviewerId, customData }),
  };
}

/** Converts settings to the `meta` of a job or a queue. */
export function labelMeta(settings: LabelSettings): Body {
  return {
    classes: settings.classesToLabel ?? [],
    projectTags: settings.tagsToLabel ?? [],
    imageTags: [
      ...(settings.includeImagesWithTags ?? []).map((tag) => ({ name: tag, positive: true })),
      ...(settings.excludeImagesWithTags ?? []).map((tag) => ({ name: tag, positive: false })),
    ],
    // In a request, 0 means no limit.
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

function rangeOf(range: LabelSettings["imagesRange"]): { start: number | null; end: number | null } | undefined {
  if (range === undefined || (range[0] === null && range[1] === null)) return undefined;
  const [start, end] = range;
  return { start, end };
}
