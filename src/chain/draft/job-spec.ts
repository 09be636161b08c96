/** Settings of jobs: the keys of `job({ … })`, each also a method of the draft. */
import { z } from "zod";
import { isNotEmpty, kinds, oneOrMore } from "../../domain/arguments/kinds.js";

const some = "expected at least one image";

/** Images by id or name. An empty list would be sent as "all images". */
export const someImages = oneOrMore.images.refine(isNotEmpty, some);

/** Schema of each key. */
export const jobSpecShape = {
  name: kinds.name,
  dataset: kinds.reference,
  classes: oneOrMore.names,
  tags: oneOrMore.names,
  readme: kinds.text,
  description: kinds.text,
  objectsPerImage: kinds.aboveZero,
  tagsPerImage: kinds.aboveZero,
  includeTagged: oneOrMore.names,
  excludeTagged: oneOrMore.names,
  range: kinds.range,
  images: z
    .union([oneOrMore.images, z.array(kinds.record)], "expected ids or names of images, or a list of images")
    .transform((ids) => [...new Set(ids)])
    .refine(isNotEmpty, some),
  reviewer: oneOrMore.references,
  assign: oneOrMore.references,
  weights: z
    .record(z.string(), z.number("expected a weight above 0").positive(), "expected an object of weights by login")
    .refine((weights) => Object.keys(weights).length > 0, "expected a weight for each login"),
  shuffle: z.union([z.int(), kinds.name], "expected a seed: an integer or a non-empty string"),
  overlap: kinds.aboveZero,
} as const;

const { weights: _weights, shuffle: _shuffle, overlap: _overlap, ...jobShape } = jobSpecShape;

/** Checks the argument of `job({ … })`. */
export const jobSpecSchema = z.strictObject(jobShape).partial();

/** Checks the argument of `split({ … })`. */
export const splitSpecSchema = z.strictObject(jobSpecShape).partial();

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
