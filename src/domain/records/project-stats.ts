/** The statistics of a project: how many images, objects and tags it has, by dataset, class and tag. */
import { z } from "zod";
import { idSchema } from "./wire.js";

const count = z.number().nonnegative();
const inDataset = z.object({ id: idSchema, count });
const named = z.object({ id: idSchema, name: z.string(), color: z.string().nullish() });
const byClass = z.array(z.looseObject({ objectClass: named, datasets: z.array(inDataset), total: count }));
const byTag = z.array(z.looseObject({ tagMeta: named, datasets: z.array(inDataset), total: count }));
const place = { id: idSchema, name: z.string() };
const images = { imagesMarked: count, imagesNotMarked: count, imagesInDataset: count };
const tagged = { imagesTagged: count, imagesNotTagged: count, imagesInDataset: count };
const objects = { objectsInDataset: count };
const objectsTagged = { objectsTagged: count, objectsNotTagged: count, objectsInDataset: count };

/** Wire → statistics of a project. */
export const projectStatsSchema = z.looseObject({
  images: z.looseObject({
    total: z.looseObject(images),
    datasets: z.array(z.looseObject({ ...place, ...images })),
    objectClasses: byClass,
  }),
  imageTags: z.looseObject({
    total: z.looseObject(tagged),
    datasets: z.array(z.looseObject({ ...place, ...tagged })),
    items: byTag,
  }),
  objects: z.looseObject({
    total: z.looseObject(objects),
    datasets: z.array(z.looseObject({ ...place, ...objects })),
    items: byClass,
  }),
  objectTags: z.looseObject({
    total: z.looseObject(objectsTagged),
    datasets: z.array(z.looseObject({ ...place, ...objectsTagged })),
    items: byTag,
  }),
});

type Output = z.output<typeof projectStatsSchema>;

/** Statistics of a project. */
export interface ProjectStats {
  /** Images with and without objects: in all, by dataset and by class. */
  readonly images: Readonly<Output["images"]>;
  /** Images with and without tags: in all, by dataset and by tag. */
  readonly imageTags: Readonly<Output["imageTags"]>;
  /** Objects: in all, by dataset and by class. */
  readonly objects: Readonly<Output["objects"]>;
  /** Objects with and without tags: in all, by dataset and by tag. */
  readonly objectTags: Readonly<Output["objectTags"]>;
}
