/** The requests that create the jobs of a draft. */
import { defined } from "../../base/defined.js";
import type { JobCreateOptions } from "../../client/job/job-settings.js";
import { NoResultError } from "../../domain/errors.js";
import { isSameName } from "../../domain/names.js";
import type { ImageInfo } from "../../domain/records/image.js";
import type { ReadContext } from "../core/node.js";
import type { Reference } from "../project/scope.js";
import { inSplitOrder, isForAll, selectedImages } from "./draft-images.js";
import { type CompleteDraft, type DraftTarget, type Layer, makeLayers } from "./draft-target.js";
import type { CheckedSpec } from "./job-spec.js";
import { distribute } from "./split.js";

/** One request, which creates a job per person; `people` are indexes of the draft's annotators. */
export interface JobsRequest {
  readonly people: readonly number[];
  readonly body: JobCreateOptions;
}

/** Settings that differ between the requests of one draft. */
interface Share {
  readonly people: readonly number[];
  readonly datasetId: number;
  readonly imagesIds?: readonly number[] | undefined;
  readonly range?: CheckedSpec["range"] | undefined;
  readonly reviewerId?: number | undefined;
  /** Whether images were selected by tag already; then the tags are not sent. */
  readonly isChosen?: boolean | undefined;
  readonly customData?: Readonly<Record<string, unknown>>;
}

/** Maps the settings of a draft to the names of the API; the same for jobs and queues. */
export function apiSettings(spec: CheckedSpec) {
  const { readme, description, classes, tags, objectsPerImage, tagsPerImage, includeTagged, excludeTagged } = spec;
  return defined({
    readme,
    description,
    classesToLabel: classes,
    tagsToLabel: tags,
    objectsLimitPerImage: objectsPerImage,
    tagsLimitPerImage: tagsPerImage,
    includeImagesWithTags: includeTagged,
    excludeImagesWithTags: excludeTagged,
  });
}

/** Builds the request of a share. */
export function requestOf(target: DraftTarget, share: Share): JobsRequest {
  const { people, datasetId, imagesIds, range, reviewerId, isChosen = false, customData } = share;
  const { spec } = target.draft;
  const body = {
    name: spec.name,
    datasetId,
    userIds: people.map((person) => target.annotators[person]!),
    teamId: target.teamId,
    ...apiSettings(isChosen ? { ...spec, includeTagged: undefined, excludeTagged: undefined } : spec),
    ...defined({ imagesRange: range, imagesIds, reviewerId, customData }),
  };
  return { people, body };
}

/** Builds the requests of `create`: each annotator gets all images, or a share. */
export async function requestsOf(target: DraftTarget, context: ReadContext): Promise<readonly JobsRequest[]> {
  return target.draft.isSplit ? splitRequests(target, context) : wholeRequests(target, context);
}

/** Builds one request per reviewer: all annotators get the same images. */
async function wholeRequests(target: DraftTarget, context: ReadContext): Promise<readonly JobsRequest[]> {
  const { images: imagesIds, range } = await imagesOf(target.draft.spec, target.datasetId, context);
  return reviewerGroups(target).map(({ people, reviewerId }) =>
    requestOf(target, { people, datasetId: target.datasetId, imagesIds, range, reviewerId }),
  );
}

/** Distributes the annotators among the reviewers. */
export function reviewerGroups({ annotators, reviewers }: DraftTarget) {
  const groups = Array.from({ length: Math.max(1, Math.min(reviewers.length, annotators.length)) }, (_, group) => ({
    reviewerId: reviewers[group],
    people: [...annotators.keys()].filter((person) => person % Math.max(1, reviewers.length) === group),
  }));
  return groups.filter(({ people }) => people.length > 0);
}

/** Images of a job that is not split: ids if the draft gives names or an order, else a range. */
export async function imagesOf(
  spec: CheckedSpec,
  datasetId: number,
  context: ReadContext,
): Promise<{ images: readonly number[] | undefined; range: CheckedSpec["range"] }> {
  const { images, range } = spec;
  if (images === undefined) return { images: undefined, range };
  const isNamed = images.some((image) => typeof image === "string");
  if (!isNamed && range === undefined) return { images: images.map(Number), range: undefined };
  // The range is not sent, because the server would apply it to these images again.
  const chosen = await selectedImages(spec, datasetId, context);
  if (chosen.length === 0) throw noImage(datasetId, spec);
  return { images: chosen.map(({ id }) => id), range: undefined };
}

async function splitRequests(target: DraftTarget, context: ReadContext): Promise<readonly JobsRequest[]> {
  const { draft } = target;
  const images = await imagesToSplit(draft, target.datasetId, context);
  const layers = await makeLayers(target.datasetId, images, draft.spec.overlap ?? 1, context);
  return imageShares(draft, images).map((share) => shareRequest(target, share, layers));
}

/** One share of a split. */
export interface ImageShare {
  readonly layer: number;
  /** Index of the annotator in the draft. */
  readonly person: number;
  readonly images: readonly ImageInfo[];
  /** Index among the shares of the split. */
  readonly ordinal: number;
}

/** Returns the images of a draft, in order. @throws {NoResultError} an unknown image, or no image matches the settings */
export async function imagesToSplit(
  { spec }: CompleteDraft,
  datasetId: number,
  context: ReadContext,
): Promise<readonly ImageInfo[]> {
  const images = inSplitOrder(spec, await selectedImages(spec, datasetId, context));
  if (images.length === 0) throw noImage(datasetId, spec);
  return images;
}

/** Returns the weight of a person in a split; default 1. */
export function weightOf({ weights = {} }: CheckedSpec, person: Reference): number {
  return Object.entries(weights).find(([login]) => isSameName(login, String(person)))?.[1] ?? 1;
}

/** Returns the shares that are not empty, by layer and person. */
export function imageShares({ spec, annotators }: CompleteDraft, images: readonly ImageInfo[]): readonly ImageShare[] {
  const weights = annotators.map((person) => weightOf(spec, person));
  return distribute(images, weights, spec.overlap ?? 1)
    .flatMap((shares, layer) => shares.map((share, person) => ({ layer, person, images: share })))
    .filter((share) => share.images.length > 0)
    .map((share, ordinal) => ({ ...share, ordinal }));
}

/** Builds the request that creates the job of one share. */
export function shareRequest(
  target: DraftTarget,
  { layer, person, images, ordinal }: ImageShare,
  layers: readonly Layer[],
  customData?: Readonly<Record<string, unknown>>,
): JobsRequest {
  const { reviewers } = target;
  const at = layers[layer]!;
  return requestOf(target, {
    people: [person],
    datasetId: at.datasetId ?? target.datasetId,
    imagesIds: images.map((image) => at.idOf(image) ?? image.id),
    reviewerId: reviewers.length === 0 ? undefined : reviewers[ordinal % reviewers.length],
    // Images of further layers have no tags.
    isChosen: layer > 0,
    customData,
  });
}

/** Creates the error of a draft without images. */
export function noImage(datasetId: number, spec: CheckedSpec): NoResultError {
  const request = { query: `images of dataset ${datasetId}`, count: 0 };
  if (isForAll(spec)) {
    return new NoResultError(`dataset ${datasetId} has no images`, { ...request, hint: "upload images first" });
  }
  return new NoResultError(`no image of dataset ${datasetId} matches the settings`, {
    ...request,
    hint: "relax includeTagged, excludeTagged, images or range",
  });
}
