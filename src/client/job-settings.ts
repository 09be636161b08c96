/** The settings of a new labeling job: as users give them, and as they travel. */
import { ArgumentError } from "../domain/errors.js";
import { type Body, defined } from "./caller.js";

/** A new labeling job, by the official SDK's names in camelCase. What is left out is the server's default. */
export interface JobCreateOptions {
  readonly name: string;
  readonly datasetId: number;
  /** One job is made for each. */
  readonly userIds: readonly number[];
  /** The manual for annotators, in markdown. */
  readonly readme?: string;
  readonly description?: string;
  /** Object classes by name; none is all. */
  readonly classesToLabel?: readonly string[];
  /** Tags by name; none is all. */
  readonly tagsToLabel?: readonly string[];
  /** Left out or null: no limit. */
  readonly objectsLimitPerImage?: number | null;
  /** Left out or null: no limit. */
  readonly tagsLimitPerImage?: number | null;
  /** Only images that have all these tags. */
  readonly includeImagesWithTags?: readonly string[];
  /** No images that have any of these tags. */
  readonly excludeImagesWithTags?: readonly string[];
  /** First and last image of the selection, counted from 1; null is open. */
  readonly imagesRange?: readonly [start: number | null, end: number | null];
  /** Default: whoever makes the job. */
  readonly reviewerId?: number;
  /** Only these images. None is all of the dataset. */
  readonly imagesIds?: readonly number[];
  /** Annotators may add object classes. Default false. */
  readonly dynamicClasses?: boolean;
  /** Annotators may add tags. Default false. */
  readonly dynamicTags?: boolean;
  /** Annotators may restore what they removed. Default false. */
  readonly allowRestore?: boolean;
  readonly disableConfirm?: boolean;
  readonly disableSubmit?: boolean;
  readonly enableQualityCheck?: boolean;
  /** The id of a labeling guide. */
  readonly guideId?: number;
  /** Tags that annotators see and cannot change. */
  readonly readOnlyTags?: readonly string[];
  /** Of projects of videos. */
  readonly toolboxSettings?: Readonly<Record<string, unknown>>;
  /** The team of the dataset, where it is known: saves a request. */
  readonly teamId?: number;
}

/** Options → the body of `jobs.add`. */
export function jobBody(options: JobCreateOptions): Body & { readonly meta: Body } {
  const { name, datasetId, userIds, readme, description, reviewerId, imagesRange } = options;
  if (name.trim() === "") throw badArgument("name", "a job needs a name", "give it a text");
  if (userIds.length === 0) throw badArgument("userIds", "no annotator is given", "give at least one user's id");
  checkIds("userIds", userIds);
  checkIds("imagesIds", options.imagesIds ?? []);
  const meta: Body = {
    classes: options.classesToLabel ?? [],
    projectTags: options.tagsToLabel ?? [],
    imageTags: [
      ...(options.includeImagesWithTags ?? []).map((tag) => ({ name: tag, positive: true })),
      ...(options.excludeImagesWithTags ?? []).map((tag) => ({ name: tag, positive: false })),
    ],
    // In a request 0 is how "no limit" is said.
    imageFiguresLimit: limitOf("objectsLimitPerImage", options.objectsLimitPerImage),
    imageTagsLimit: limitOf("tagsLimitPerImage", options.tagsLimitPerImage),
    entityIds: options.imagesIds ?? [],
    dynamicClasses: options.dynamicClasses ?? false,
    dynamicTags: options.dynamicTags ?? false,
    allowRestore: options.allowRestore ?? false,
    ...defined({
      range: rangeOf(imagesRange),
      readOnlyTags: options.readOnlyTags,
      guide: options.guideId,
      toolboxSettings: options.toolboxSettings,
      disableConfirm: options.disableConfirm,
      disableSubmit: options.disableSubmit,
      enableIntermediateReview: options.enableQualityCheck,
    }),
  };
  return { name, datasetId, userIds, meta, ...defined({ readme, description, reviewerId }) };
}

function limitOf(argument: string, limit: number | null | undefined): number {
  if (limit == null) return 0;
  if (Number.isSafeInteger(limit) && limit >= 0) return limit;
  throw badArgument(argument, `${argument} is ${limit}`, "expected a whole number, or null for no limit");
}

function rangeOf(range: JobCreateOptions["imagesRange"]): { start: number | null; end: number | null } | undefined {
  if (range === undefined || (range[0] === null && range[1] === null)) return undefined;
  const [start, end] = range;
  const isGood = range.every((at) => at === null || (Number.isSafeInteger(at) && at >= 1));
  if (!isGood || (start !== null && end !== null && start > end)) {
    throw badArgument("imagesRange", `imagesRange is [${start}, ${end}]`, "expected [first, last], counted from 1");
  }
  return { start, end };
}

function checkIds(argument: string, ids: readonly number[]): void {
  const bad = ids.find((id) => !Number.isSafeInteger(id) || id <= 0);
  if (bad === undefined) return;
  throw badArgument(argument, `${argument} holds ${bad}`, "expected ids, whole numbers above 0");
}

function badArgument(argument: string, what: string, hint: string): ArgumentError {
  return new ArgumentError(what, { method: "labelingJob.create", argument, hint });
}
