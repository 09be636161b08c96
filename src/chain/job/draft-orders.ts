/** What a draft asks the server to make: the settings of each job, or of several that have them in common. */
import type { JobCreateOptions } from "../../client/job/job-settings.js";
import { NoResultError } from "../../domain/errors.js";
import { isSameName } from "../../domain/names.js";
import type { ImageInfo } from "../../domain/records/image.js";
import type { ReadContext } from "../core/node.js";
import type { Reference } from "../project/scope.js";
import { inDealOrder, selectedImages } from "./draft-images.js";
import { type Layer, makeLayers, type Place, type WholeDraft } from "./draft-place.js";
import type { CheckedSpec } from "./job-spec.js";
import { deal } from "./split.js";

/** One request: a job for each of its people, who are given by their place in the draft. */
export interface Order {
  readonly people: readonly number[];
  readonly body: JobCreateOptions;
}

/** What is different in the jobs of one draft. */
interface Share {
  readonly people: readonly number[];
  readonly datasetId: number;
  readonly imagesIds?: readonly number[] | undefined;
  readonly range?: CheckedSpec["range"] | undefined;
  readonly reviewerId?: number | undefined;
  /** Whether the images were chosen here, so that tags of images are not asked for again. */
  readonly isChosen?: boolean | undefined;
  readonly customData?: Readonly<Record<string, unknown>>;
}

/** The request that makes the jobs of a share. */
export function orderOf({ spec }: WholeDraft, place: Place, share: Share): Order {
  const { name, readme, description, classes, tags, objectsPerImage, tagsPerImage, includeTagged, excludeTagged } =
    spec;
  const { people, datasetId, imagesIds, range, reviewerId, isChosen = false, customData } = share;
  const body = {
    name,
    datasetId,
    userIds: people.map((person) => place.annotators[person]!),
    teamId: place.teamId,
    ...(readme === undefined ? {} : { readme }),
    ...(description === undefined ? {} : { description }),
    ...(classes === undefined ? {} : { classesToLabel: classes }),
    ...(tags === undefined ? {} : { tagsToLabel: tags }),
    ...(objectsPerImage === undefined ? {} : { objectsLimitPerImage: objectsPerImage }),
    ...(tagsPerImage === undefined ? {} : { tagsLimitPerImage: tagsPerImage }),
    ...(includeTagged === undefined || isChosen ? {} : { includeImagesWithTags: includeTagged }),
    ...(excludeTagged === undefined || isChosen ? {} : { excludeImagesWithTags: excludeTagged }),
    ...(range === undefined ? {} : { imagesRange: range }),
    ...(imagesIds === undefined ? {} : { imagesIds }),
    ...(reviewerId === undefined ? {} : { reviewerId }),
    ...(customData === undefined ? {} : { customData }),
  };
  return { people, body };
}

/** The requests of `create`: all get the same images, or each a share. */
export async function ordersOf(draft: WholeDraft, place: Place, context: ReadContext): Promise<readonly Order[]> {
  return draft.isSplit ? splitOrders(draft, place, context) : wholeOrders(draft, place, context);
}

/** A request for each reviewer: all annotators get the same images. */
async function wholeOrders(draft: WholeDraft, place: Place, context: ReadContext): Promise<readonly Order[]> {
  const { images: imagesIds, range } = await imagesOf(draft.spec, place.datasetId, context);
  return reviewerGroups(place).map(({ people, reviewerId }) =>
    orderOf(draft, place, { people, datasetId: place.datasetId, imagesIds, range, reviewerId }),
  );
}

/** The people of each reviewer, or all where there is at most one. */
export function reviewerGroups({ annotators, reviewers }: Place) {
  const groups = Array.from({ length: Math.max(1, Math.min(reviewers.length, annotators.length)) }, (_, group) => ({
    reviewerId: reviewers[group],
    people: [...annotators.keys()].filter((person) => person % Math.max(1, reviewers.length) === group),
  }));
  return groups.filter(({ people }) => people.length > 0);
}

/** What a job that is not shared out takes: ids that were chosen here, where names or an order ask for it, else a range. */
export async function imagesOf(
  spec: CheckedSpec,
  datasetId: number,
  context: ReadContext,
): Promise<{ images: readonly number[] | undefined; range: CheckedSpec["range"] }> {
  const { images, range } = spec;
  if (images === undefined) return { images: undefined, range };
  const isNamed = images.some((image) => typeof image === "string");
  if (!isNamed && range === undefined) return { images: images.map(Number), range: undefined };
  // The range is applied here and not sent: the server would apply it to these images once more.
  const chosen = await selectedImages(spec, datasetId, context);
  if (chosen.length === 0) throw noImage(datasetId);
  return { images: chosen.map(({ id }) => id), range: undefined };
}

async function splitOrders(draft: WholeDraft, place: Place, context: ReadContext): Promise<readonly Order[]> {
  const images = await imagesToDeal(draft, place.datasetId, context);
  const layers = await makeLayers(place.datasetId, images, draft.spec.overlap ?? 1, context);
  return sharesOfDeal(draft, images).map((share) => shareOrder(draft, place, share, layers));
}

/** One share of a deal. */
export interface DealtShare {
  readonly layer: number;
  /** The place in the draft of who gets it. */
  readonly person: number;
  readonly images: readonly ImageInfo[];
  /** Its number among the shares of the deal. */
  readonly ordinal: number;
}

/** The images that a split deals, in their order. @throws {NoResultError} none is left */
export async function imagesToDeal(
  { spec }: WholeDraft,
  datasetId: number,
  context: ReadContext,
): Promise<readonly ImageInfo[]> {
  const images = inDealOrder(spec, await selectedImages(spec, datasetId, context));
  if (images.length === 0) throw noImage(datasetId);
  return images;
}

/** The weight of a person in a split; 1 where none is given. */
export function weightOf({ weights = {} }: CheckedSpec, person: Reference): number {
  return Object.entries(weights).find(([login]) => isSameName(login, String(person)))?.[1] ?? 1;
}

/** The shares of the images that are not empty: by layer, in it by person. */
export function sharesOfDeal({ spec, annotators }: WholeDraft, images: readonly ImageInfo[]): readonly DealtShare[] {
  const weights = annotators.map((person) => weightOf(spec, person));
  return deal(images, weights, spec.overlap ?? 1)
    .flatMap((shares, layer) => shares.map((share, person) => ({ layer, person, images: share })))
    .filter((share) => share.images.length > 0)
    .map((share, ordinal) => ({ ...share, ordinal }));
}

/** The request that makes the job of one share. */
export function shareOrder(
  draft: WholeDraft,
  place: Place,
  { layer, person, images, ordinal }: DealtShare,
  layers: readonly Layer[],
  customData?: Readonly<Record<string, unknown>>,
): Order {
  const { reviewers } = place;
  const at = layers[layer]!;
  return orderOf(draft, place, {
    people: [person],
    datasetId: at.datasetId ?? place.datasetId,
    imagesIds: images.map((image) => at.idOf(image) ?? image.id),
    reviewerId: reviewers.length === 0 ? undefined : reviewers[ordinal % reviewers.length],
    // Images of further layers have no tags of their own.
    isChosen: layer > 0,
    ...(customData === undefined ? {} : { customData }),
  });
}

function noImage(datasetId: number): NoResultError {
  return new NoResultError(`no image of dataset ${datasetId} is left to share out`, {
    query: `images of dataset ${datasetId}`,
    count: 0,
    hint: "loosen includeTagged, excludeTagged, images or range",
  });
}
