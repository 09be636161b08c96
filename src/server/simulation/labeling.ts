/** Labels one image of a job as a simulated person: draws objects and adds the tags of the job. */
import { z } from "zod";
import { figuresBy } from "./drawing.js";
import { act, ask, type PersonApi } from "./person-api.js";
import { type Random, seededRandom } from "./seeded-random.js";
import { errorOf, type PersonTraits } from "./traits.js";
import { objectsOn } from "./truth.js";

const namedSchema = z.object({ id: z.int(), title: z.string() });

/** The fields of a job that its annotator uses. */
export const labeledJobSchema = z.object({
  id: z.int(),
  projectId: z.int(),
  datasetId: z.int(),
  customData: z.record(z.string(), z.unknown()),
  meta: z.looseObject({
    classes: z.array(namedSchema),
    projectTags: z.array(namedSchema),
    imageFiguresLimit: z.int().nullable(),
    imageTagsLimit: z.int().nullable(),
    readOnlyTags: z.array(z.string()).nullish(),
  }),
  entities: z.array(z.object({ id: z.int(), name: z.string(), reviewStatus: z.string() })),
});
export type LabeledJob = z.output<typeof labeledJobSchema>;

const imageSchema = z.object({
  name: z.string(),
  hash: z.string().nullish(),
  width: z.int().nullish(),
  height: z.int().nullish(),
  tags: z.array(z.object({ tagId: z.int() })).nullish(),
});
const figuresSchema = z.object({ entities: z.array(z.object({ id: z.int(), labelerLogin: z.string() })) });
const tagSchema = z.looseObject({
  id: z.int(),
  name: z.string(),
  value_type: z.string(),
  values: z.array(z.string()).nullish(),
  applicable_type: z.string().nullish(),
});
const metaSchema = z.object({
  classes: z.array(z.object({ title: z.string(), shape: z.string() })),
  tags: z.array(tagSchema),
});
type Tag = z.output<typeof tagSchema>;

/** A simulated annotator. */
export interface Labeler {
  readonly login: string;
  readonly traits: PersonTraits | undefined;
  readonly seed: number;
}

const afterOther = z.looseObject({ slylab: z.looseObject({ from: z.int() }) });

/** Returns a number that differs for jobs created from another job, so that rejected images are drawn differently. */
export function attemptOf({ id, customData }: Pick<LabeledJob, "id" | "customData">): number {
  return afterOther.safeParse(customData).success ? id : 0;
}

/**
 * Draws objects on an image and tags it. Replaces earlier objects of the same person, so that an interrupted run can be
 * repeated.
 */
export async function label(
  instance: PersonApi,
  { login, traits, seed }: Labeler,
  job: LabeledJob,
  imageId: number,
): Promise<void> {
  const image = await ask(instance, login, "images.info", { id: imageId }, imageSchema, job.id);
  const meta = await ask(instance, login, "projects.meta", { id: job.projectId }, metaSchema, job.id);
  const { name, hash = null, width, height } = image;
  // A linked image that was never fetched has no size.
  if (width == null || height == null) return;
  const picture = { name, hash, width, height };
  const random = seededRandom(seed, "drawing", login, hash ?? name, attemptOf(job));
  const filter = [{ field: "entityId", operator: "=", value: imageId }];
  const question = { datasetId: job.datasetId, filter, per_page: 500 };
  const { entities: drawn } = await ask(instance, login, "figures.list", question, figuresSchema, job.id);
  const ownFigures = drawn.filter(({ labelerLogin }) => labelerLogin === login);
  const allowed = new Set(job.meta.classes.map(({ title }) => title));
  const classes = meta.classes.filter(({ title }) => allowed.size === 0 || allowed.has(title));
  const max = (job.meta.imageFiguresLimit ?? Number.POSITIVE_INFINITY) - (drawn.length - ownFigures.length);
  const figures = figuresBy(errorOf(traits), objectsOn(picture, seed), classes, picture, max, random);
  const figureIds = ownFigures.map(({ id }) => id);
  if (figureIds.length > 0) await act(instance, login, "figures.bulk.remove", { figureIds }, job.id);
  if (figures.length > 0) await act(instance, login, "figures.bulk.add", { entityId: imageId, figures }, job.id);
  const tags = tagsOf(job, meta.tags, new Set((image.tags ?? []).map(({ tagId }) => tagId)));
  for (const tag of tags) {
    const value = tagValue(tag, seededRandom(seed, "tag", tag.name, hash ?? name), random, errorOf(traits).mistaken);
    if (value === undefined) continue;
    const body = { tagId: tag.id, ids: [imageId], ...(value === null ? {} : { value }) };
    await act(instance, login, "image-tags.bulk.add-to-image", body, job.id);
  }
}

/** Returns the tags of the job that are allowed on images, up to the job's limit. */
function tagsOf({ meta }: LabeledJob, tags: readonly Tag[], present: ReadonlySet<number>): readonly Tag[] {
  const named = new Set(meta.projectTags.map(({ id }) => id));
  const fitting = tags.filter(
    ({ id, name, applicable_type }) =>
      named.has(id) && !present.has(id) && applicable_type !== "objectsOnly" && !meta.readOnlyTags?.includes(name),
  );
  return fitting.slice(0, Math.max(0, (meta.imageTagsLimit ?? Number.POSITIVE_INFINITY) - present.size));
}

/** Returns the value of a tag: null for a tag without values, undefined if the image does not get the tag. */
function tagValue(
  { value_type, values }: Tag,
  truth: Random,
  random: Random,
  mistaken: number,
): string | number | null | undefined {
  const isMistaken = random() < mistaken;
  if (value_type === "none") return truth() < 0.5 !== isMistaken ? null : undefined;
  if (value_type === "any_number") return Math.floor(truth() * 10) + (isMistaken ? 1 : 0);
  if (value_type !== "oneof_string" || values == null || values.length === 0) return undefined;
  const right = Math.floor(truth() * values.length);
  return values[isMistaken ? (right + 1) % values.length : right];
}
