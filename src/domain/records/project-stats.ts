/** Statistics of a project: numbers of images, objects and tags, by dataset, class and tag. */
import { z } from "zod";
import { idSchema } from "./wire.js";

const count = z.number().nonnegative();
const inDataset = z.object({ id: idSchema, count });
const named = z.object({ id: idSchema, name: z.string(), color: z.string().nullish() });
const byClass = z.array(z.looseObject({ objectClass: named, datasets: z.array(inDataset), total: count }));
const byTag = z.array(z.looseObject({ tagMeta: named, datasets: z.array(inDataset), total: count }));
const dataset = { id: idSchema, name: z.string() };
const images = { imagesMarked: count, imagesNotMarked: count, imagesInDataset: count };
const tagged = { imagesTagged: count, imagesNotTagged: count, imagesInDataset: count };
const objects = { objectsInDataset: count };
const objectsTagged = { objectsTagged: count, objectsNotTagged: count, objectsInDataset: count };

/** Parses the API's format to {@link ProjectStats}. */
export const projectStatsSchema = z.looseObject({
  images: z.looseObject({
    total: z.looseObject(images),
    datasets: z.array(z.looseObject({ ...dataset, ...images })),
    objectClasses: byClass,
  }),
  imageTags: z.looseObject({
    total: z.looseObject(tagged),
    datasets: z.array(z.looseObject({ ...dataset, ...tagged })),
    items: byTag,
  }),
  objects: z.looseObject({
    total: z.looseObject(objects),
    datasets: z.array(z.looseObject({ ...dataset, ...objects })),
    items: byClass,
  }),
  objectTags: z.looseObject({
    total: z.looseObject(objectsTagged),
    datasets: z.array(z.looseObject({ ...dataset, ...objectsTagged })),
    items: byTag,
  }),
});

type StatsOutput = z.output<typeof projectStatsSchema>;

type Named = Readonly<z.output<typeof named>>;
type ByClass = readonly { readonly objectClass: Named; readonly total: number }[];
type ByTag = readonly { readonly tagMeta: Named; readonly total: number }[];

/** Statistics of one dataset, without its nested datasets. */
export interface DatasetStats {
  /** Images with and without objects: in total, and by class. */
  readonly images: { readonly total: Readonly<StatsOutput["images"]["total"]>; readonly objectClasses: ByClass };
  /** Images with and without tags: in total, and by tag. */
  readonly imageTags: { readonly total: Readonly<StatsOutput["imageTags"]["total"]>; readonly items: ByTag };
  /** Objects: in total, and by class. */
  readonly objects: { readonly total: Readonly<StatsOutput["objects"]["total"]>; readonly items: ByClass };
  /** Objects with and without tags: in total, and by tag. */
  readonly objectTags: { readonly total: Readonly<StatsOutput["objectTags"]["total"]>; readonly items: ByTag };
}

/** Statistics of a project. */
export interface ProjectStats {
  /** Images with and without objects: in total, by dataset and by class. */
  readonly images: Readonly<StatsOutput["images"]>;
  /** Images with and without tags: in total, by dataset and by tag. */
  readonly imageTags: Readonly<StatsOutput["imageTags"]>;
  /** Objects: in total, by dataset and by class. */
  readonly objects: Readonly<StatsOutput["objects"]>;
  /** Objects with and without tags: in total, by dataset and by tag. */
  readonly objectTags: Readonly<StatsOutput["objectTags"]>;
}

/** Extracts the statistics of one dataset from those of its project; returns undefined if it is not listed. */
export function statsOfDataset(
  { images, imageTags, objects, objectTags }: ProjectStats,
  id: number,
): DatasetStats | undefined {
  const findDataset = <T extends { readonly id: number }>(datasets: readonly T[]) =>
    datasets.find((each) => each.id === id);
  const countIn = (datasets: readonly { readonly id: number; readonly count: number }[]) =>
    findDataset(datasets)?.count ?? 0;
  const perClass = (items: StatsOutput["objects"]["items"]) =>
    items.map(({ objectClass, datasets }) => ({ objectClass, total: countIn(datasets) }));
  const perTag = (items: StatsOutput["imageTags"]["items"]) =>
    items.map(({ tagMeta, datasets }) => ({ tagMeta, total: countIn(datasets) }));
  const [ofImages, ofImageTags] = [findDataset(images.datasets), findDataset(imageTags.datasets)];
  const [ofObjects, ofObjectTags] = [findDataset(objects.datasets), findDataset(objectTags.datasets)];
  if (ofImages === undefined || ofImageTags === undefined || ofObjects === undefined || ofObjectTags === undefined) {
    return undefined;
  }
  return {
    images: { total: ofImages, objectClasses: perClass(images.objectClasses) },
    imageTags: { total: ofImageTags, items: perTag(imageTags.items) },
    objects: { total: ofObjects, items: perClass(objects.items) },
    objectTags: { total: ofObjectTags, items: perTag(objectTags.items) },
  };
}
