/** What a job shall be: the keys of `job({ … })`, each also a link of the same name. */
import { z } from "zod";
import { idsSchema, namesSchema, referenceSchema, referencesSchema, settingsSchema } from "../core/arguments.js";

const countSchema = z.int("expected a whole number").positive("expected a number above 0");
const edgeSchema = z.int("expected whole numbers").positive("expected numbers from 1 on").nullable();

/** Images that were read, such as those that people dispute. */
const imageRecordsSchema = z
  .array(z.looseObject({ id: z.int().positive() }))
  .transform((images) => [...new Set(images.map(({ id }) => id))]);

/** The check of each key. */
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
    .tuple([edgeSchema, edgeSchema], "expected [first, last], each a number from 1 on or null")
    .refine(([first, last]) => first === null || last === null || first <= last, "expected first <= last"),
  images: z.union([idsSchema, namesSchema, imageRecordsSchema], {
    error: "expected ids or names of images, or a list of images",
  }),
  reviewer: referencesSchema,
  assign: referencesSchema,
  weights: z
    .record(z.string(), z.number().positive("expected weights above 0"))
    .refine((weights) => Object.keys(weights).length > 0, "expected a weight for each login"),
  shuffle: z.union([z.int(), z.string().min(1)], { error: "expected a seed: a whole number or a text" }),
  overlap: z.int("expected a whole number").positive("expected 1 or more people for each image"),
} as const;

const { weights: _weights, shuffle: _shuffle, overlap: _overlap, ...jobShape } = jobSpecShape;

/** Checks what `job({ … })` is given. */
export const jobSpecSchema = settingsSchema(jobShape).partial();

/** Checks what `split({ … })` is given. */
export const splitSpecSchema = settingsSchema(jobSpecShape).partial();

/** The settings of a new job. `name` and `dataset` are needed to create it; they may also come as links. */
export interface JobSpec {
  /** As annotators see it. */
  readonly name?: string | undefined;
  /** Id, or name in the project. */
  readonly dataset?: number | string | undefined;
  /** Object classes to label. Default: all of the project. */
  readonly classes?: string | readonly string[] | undefined;
  /** Tags to use. Default: all of the project. */
  readonly tags?: string | readonly string[] | undefined;
  /** Instructions for annotators, in markdown. */
  readonly readme?: string | undefined;
  /** Description of the job. Default: empty. */
  readonly description?: string | undefined;
  /** At most so many objects on an image. Default: no limit. */
  readonly objectsPerImage?: number | undefined;
  /** At most so many tags on an image. Default: no limit. */
  readonly tagsPerImage?: number | undefined;
  /** Only images that have all of these tags. */
  readonly includeTagged?: string | readonly string[] | undefined;
  /** No images that have one of these tags. */
  readonly excludeTagged?: string | readonly string[] | undefined;
  /** First and last image by number, from 1 on, both included; null is open. */
  readonly range?: readonly [number | null, number | null] | undefined;
  /** Only these images, by id, by name, or as they were read. */
  readonly images?:
    | number
    | string
    | readonly number[]
    | readonly string[]
    | readonly { readonly id: number }[]
    | undefined;
  /** Who reviews: logins or ids, who share the jobs evenly. Default: the reviewers that the chain ensured, else whoever may. */
  readonly reviewer?: number | string | readonly (number | string)[] | undefined;
  /** Who labels: logins or ids, one job each. Default: the annotators that the chain ensured. */
  readonly assign?: number | string | readonly (number | string)[] | undefined;
}

/** The settings of jobs that share the images of a dataset. */
export interface SplitSpec extends JobSpec {
  /** How much each gets, by login, as `{ anna: 2, ben: 1 }`. Default: all the same. */
  readonly weights?: Readonly<Record<string, number>> | undefined;
  /**
   * A seed: the images are dealt in an order that depends only on the seed and their names. Default: in natural order of the
   * names, or as `images` names them.
   */
  readonly shuffle?: number | string | undefined;
  /**
   * How many different people get each image. Default 1. People in one dataset see each other's labels, so from the second
   * on they work in further datasets, such as `photos (layer 2)`, that share the pictures; no bytes are sent.
   */
  readonly overlap?: number | undefined;
}

/** The settings after the check. */
export type CheckedSpec = z.output<typeof splitSpecSchema>;
