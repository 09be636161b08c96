/** Settings of jobs: the keys of `job({ … })`, each also a method of the draft. */
import { z } from "zod";
import {
  idsSchema,
  mixedSchema,
  namesSchema,
  referenceSchema,
  referencesSchema,
  settingsSchema,
} from "../core/arguments.js";

const countSchema = z.int("expected a whole number").positive("expected a number above 0");
const edgeSchema = z.int("expected whole numbers").positive("expected numbers of 1 or more").nullable();

/** Images as records, for example disputed images. */
const imageRecordsSchema = z
  .array(z.looseObject({ id: z.int().positive() }))
  .transform((images) => [...new Set(images.map(({ id }) => id))]);

/** Arguments of `refine` for a list of images. */
export const someImages = [(images: readonly unknown[]) => images.length > 0, "expected at least one image"] as const;

/** Schema of each key. */
export const jobSpecShape = {
  name: z.string("expected a string").min(1, "expected a name"),
  dataset: referenceSchema,
  classes: namesSchema,
  tags: namesSchema,
  readme: z.string("expected a string"),
  description: z.string("expected a string"),
  objectsPerImage: countSchema,
  tagsPerImage: countSchema,
  includeTagged: namesSchema,
  excludeTagged: namesSchema,
  range: z
    .tuple([edgeSchema, edgeSchema], "expected [first, last], each a number of 1 or more, or null")
    .refine(([first, last]) => first === null || last === null || first <= last, "expected first <= last"),
  // An empty list would be sent as "all images".
  images: z
    .union([idsSchema, namesSchema, mixedSchema, imageRecordsSchema], {
      error: "expected ids or names of images, or a list of images",
    })
    .refine(...someImages),
  reviewer: referencesSchema,
  assign: referencesSchema,
  weights: z
    .record(z.string(), z.number("expected weights above 0").positive("expected weights above 0"))
    .refine((weights) => Object.keys(weights).length > 0, "expected a weight for each login"),
  shuffle: z.union([z.int(), z.string().min(1)], { error: "expected a seed: a whole number or a string" }),
  overlap: z.int("expected a whole number").positive("expected 1 or more people for each image"),
} as const;

const { weights: _weights, shuffle: _shuffle, overlap: _overlap, ...jobShape } = jobSpecShape;

/** Checks the argument of `job({ … })`. */
export const jobSpecSchema = settingsSchema(jobShape).partial();

/** Checks the argument of `split({ … })`. */
export const splitSpecSchema = settingsSchema(jobSpecShape).partial();

/** Settings of a new job. `name` and `dataset` are required to create it; they can also be set by methods of the draft. */
export interface JobSpec {
  /** Name of the job. */
  readonly name?: string | undefined;
  /** Id of the dataset, or its name in the project. */
  readonly dataset?: number | string | undefined;
  /** Object classes to label. Default: all classes of the project. */
  readonly classes?: string | readonly string[] | undefined;
  /** Tags to use. Default: all tags of the project. */
  readonly tags?: string | readonly string[] | undefined;
  /** Instructions for annotators, in Markdown. */
  readonly readme?: string | undefined;
  /** Description of the job. Default: empty. */
  readonly description?: string | undefined;
  /** Maximum number of objects per image. Default: no limit. */
  readonly objectsPerImage?: number | undefined;
  /** Maximum number of tags per image. Default: no limit. */
  readonly tagsPerImage?: number | undefined;
  /** Only images that have all of these tags. */
  readonly includeTagged?: string | readonly string[] | undefined;
  /** Excludes images that have any of these tags. */
  readonly excludeTagged?: string | readonly string[] | undefined;
  /** First and last image, 1-based and inclusive; null: no bound. */
  readonly range?: readonly [number | null, number | null] | undefined;
  /** Only these images, as ids, names or records. */
  readonly images?: number | string | readonly (number | string)[] | readonly { readonly id: number }[] | undefined;
  /** Reviewers by login or id, who share the jobs evenly. Default: the reviewers that the chain ensured, else anyone with the right. */
  readonly reviewer?: number | string | readonly (number | string)[] | undefined;
  /** Annotators by login or id, one job each. Default: the annotators that the chain ensured. */
  readonly assign?: number | string | readonly (number | string)[] | undefined;
}

/** Settings of jobs that share the images of a dataset. */
export interface SplitSpec extends JobSpec {
  /** Weights by login, for example `{ anna: 2, ben: 1 }`. Default: equal. */
  readonly weights?: Readonly<Record<string, number>> | undefined;
  /**
   * Seed of a random order that depends only on the seed and the names of the images. Default: natural order of the names, or
   * the order of `images`.
   */
  readonly shuffle?: number | string | undefined;
  /**
   * Number of annotators per image. Default 1. Annotators in one dataset see each other's labels, so the second and later ones
   * work in further datasets such as `photos (layer 2)`, which reference the same pictures; no bytes are sent.
   */
  readonly overlap?: number | undefined;
}

/** Checked settings. */
export type CheckedSpec = z.output<typeof splitSpecSchema>;
