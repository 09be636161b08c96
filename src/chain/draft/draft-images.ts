/** Selects and orders the images of a draft. */
import { countText } from "../../base/text/count-text.js";
import { suggest } from "../../base/text/nearest.js";
import { noResult } from "../../domain/errors.js";
import { compareNames, nameKey } from "../../domain/names.js";
import type { ImageInfo } from "../../domain/records/image.js";
import type { ReadContext } from "../core/node.js";
import { imageNames } from "../job/copies.js";
import type { Reference } from "../project/scope.js";
import type { CheckedSpec } from "./job-spec.js";
import { shuffled } from "./split.js";

/**
 * Returns the images of a dataset that the settings select: the given ones in the given order, else all by natural name, as a
 * server does; then filtered by tags; then the range.
 */
export async function selectedImages(
  spec: CheckedSpec,
  datasetId: number,
  context: ReadContext,
): Promise<readonly ImageInfo[]> {
  const all = [...(await (await context.api()).image.getList(datasetId, {}, context))].sort(byNaturalName);
  const { images, includeTagged = [], excludeTagged = [], range = [null, null] } = spec;
  const named = images === undefined ? all : namedImages(images, all, datasetId);
  const matching = named.filter(({ tags }) => {
    const names = new Set(tags.map(({ name }) => nameKey(name)));
    const isOn = (tag: string) => names.has(nameKey(tag));
    return includeTagged.every(isOn) && !excludeTagged.some(isOn);
  });
  return matching.slice((range[0] ?? 1) - 1, range[1] ?? undefined);
}

function namedImages(images: readonly Reference[], all: readonly ImageInfo[], datasetId: number): ImageInfo[] {
  const byId = new Map(all.map((image) => [image.id, image]));
  const byName = new Map(all.map((image) => [nameKey(image.name), image]));
  const found = images.map((reference) => {
    const image = typeof reference === "number" ? byId.get(reference) : byName.get(nameKey(reference));
    if (image !== undefined) return image;
    const names = all.map(({ name }) => name);
    const hint =
      typeof reference === "string" ? suggest(reference, names) : `the dataset has ${countText(all.length, "image")}`;
    throw noResult(`no image ${reference} in dataset ${datasetId}`, `image ${reference}`, hint);
  });
  return [...new Set(found)];
}

function byNaturalName(one: ImageInfo, other: ImageInfo): number {
  return compareNames(one.name, other.name) || one.id - other.id;
}

/** Returns the images of a split in their order: shuffled by the seed, in the given order, or by natural name. */
export function inSplitOrder(spec: CheckedSpec, images: readonly ImageInfo[]): readonly ImageInfo[] {
  if (spec.shuffle !== undefined) return shuffled(images, spec.shuffle);
  if (spec.images !== undefined) return images;
  return [...images].sort(byNaturalName);
}

/** The images of a job or queue. */
interface Contained {
  readonly createdAt: Date;
  readonly count: number;
  /** Reads the ids of its images. */
  ids(): Promise<readonly number[]>;
}

/**
 * Returns the images of a dataset that were there when a job or queue was created and that it does not have: it was
 * created from a selection. Cost: one request; a list of images if it has fewer than the dataset.
 */
export async function leftOutImages(
  datasetId: number,
  { createdAt, count, ids }: Contained,
  context: ReadContext,
): Promise<readonly ImageInfo[]> {
  const { dataset, image } = await context.api();
  const { imagesCount } = await dataset.getInfoById(datasetId, context);
  if (imagesCount !== null && imagesCount <= count) return [];
  const has = new Set(await ids());
  const all = await image.getList(datasetId, {}, context);
  return all.filter((one) => !has.has(one.id) && one.createdAt < createdAt);
}

/** Whether a draft is for all images of its dataset. */
export function isForAll({ images, includeTagged, excludeTagged, range }: CheckedSpec): boolean {
  return [images, includeTagged, excludeTagged, range].every((setting) => setting === undefined);
}

/** Says which images are missing, for example `a.png, b.png and 3 more are missing`. */
export function missingText(images: readonly ImageInfo[]): string {
  return `${imageNames(images)} ${images.length === 1 ? "is" : "are"} missing`;
}
