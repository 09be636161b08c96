import { z } from "zod";
import { nameKey } from "../../domain/names.js";
import { count, fields, flag, id, list, record, text } from "../http/fields.js";
import { type Issue, invalid, Problem } from "../http/problem.js";
import type { DatasetIds } from "../projects/dataset-store.js";
import type { Stores } from "../stores.js";
import { inRange } from "./job-rules.js";
import type { JobSettings } from "./job-store.js";

const limit = count.pipe(z.int().nonnegative().max(1_000_000)).nullish();
const position = count.pipe(z.int().positive()).nullish();

/** The `meta` of `jobs.add` and `labeling-queues.add`: names of classes and tags, limits, and the selection of images. */
export const draftMeta = record(
  fields({
    classes: list(z.string()).default([]),
    projectTags: list(z.string()).default([]),
    imageTags: list(record(fields({ name: z.string(), positive: flag.default(true) }))).default([]),
    imageFiguresLimit: limit,
    imageTagsLimit: limit,
    /** Empty means all images. */
    entityIds: list(id, 1_000_000).default([]),
    range: record(fields({ start: position, end: position })).nullish(),
    dynamicClasses: flag.default(false),
    dynamicTags: flag.default(false),
    allowRestore: flag.default(false),
    readOnlyTags: list(text).optional(),
    guide: id.nullish(),
    // Settings of the labeling tool: stored for clients that read them.
    disableConfirm: flag.optional(),
    disableSubmit: flag.optional(),
    enableIntermediateReview: flag.optional(),
    hideFigureAuthor: flag.optional(),
    toolboxSettings: record(z.record(z.string(), z.unknown())).nullish(),
  }),
);
export type DraftMeta = z.output<typeof draftMeta>;

/** The settings and images of a checked draft. */
export interface CheckedDraft {
  readonly meta: JobSettings;
  readonly imageIds: readonly number[];
}

/** The images that a draft selects from. */
export interface ImagePool {
  readonly projectId: number;
  /** Description for errors, for example `dataset 10555`. */
  readonly label: string;
  /** In the order of the job: for a dataset, the natural order of names. */
  readonly imageIds: readonly number[];
}

/** Returns all images of a dataset. */
export function datasetPool(stores: Stores, { id, projectId }: DatasetIds): ImagePool {
  return { projectId, label: `dataset ${id}`, imageIds: stores.images.idsOf(id) };
}

/**
 * Resolves the names of a draft and selects its images: the requested ones, filtered by tags, then cut to the range. The
 * order is that of the request, or else that of the pool.
 *
 * @throws {Problem} an unknown name or image, or no image is left
 */
export function draftJob(stores: Stores, pool: ImagePool, draft: DraftMeta): CheckedDraft {
  const { classes, projectTags, imageTags, entityIds, range, readOnlyTags = [], ...rest } = draft;
  const issues: Issue[] = [];
  const resolve = (what: string, idsByName: ReadonlyMap<string, number>, names: readonly string[], field: string) =>
    names.map((name, index) => {
      const title = nameKey(name);
      const id = idsByName.get(title);
      if (id === undefined) issues.push(unknownName(what, title, idsByName, `meta.${field}.${index}`));
      return { id: id ?? 0, title };
    });

  const classIds = stores.metas.classIds(pool.projectId);
  const tagIds = stores.metas.tagIds(pool.projectId);
  const filterNames = imageTags.map(({ name }) => name);
  const filters = resolve("tag", tagIds, filterNames, "imageTags").map((tag, index) => ({
    ...tag,
    positive: imageTags[index]?.positive ?? true,
  }));
  const settings: JobSettings = {
    ...rest,
    classes: resolve("class", classIds, classes, "classes"),
    projectTags: resolve("tag", tagIds, projectTags, "projectTags"),
    imageTags: filters,
    // Requests use 0 for "no limit".
    imageFiguresLimit: rest.imageFiguresLimit || null,
    imageTagsLimit: rest.imageTagsLimit || null,
    range: { start: range?.start ?? null, end: range?.end ?? null },
    ...(readOnlyTags.length === 0 ? {} : { readOnlyTags }),
  };
  resolve("tag", tagIds, readOnlyTags, "readOnlyTags");
  if (issues.length > 0) throw new Problem({ kind: "invalid", message: issues[0]?.message ?? "", issues });
  return { meta: settings, imageIds: pickImages(stores, pool, settings, entityIds) };
}

function unknownName(what: string, name: string, idsByName: ReadonlyMap<string, number>, path: string): Issue {
  const names = [...idsByName.keys()].map((each) => `"${each}"`).join(", ") || "none";
  return { path, message: `there is no ${what} "${name}" in the project; it has ${names}`, type: "any.only" };
}

function pickImages(
  stores: Stores,
  pool: ImagePool,
  settings: JobSettings,
  requestedIds: readonly number[],
): readonly number[] {
  const datasetImages = new Set(pool.imageIds);
  const missing = requestedIds.findIndex((id) => !datasetImages.has(id));
  if (missing !== -1) {
    throw invalid(`meta.entityIds.${missing}`, `image ${requestedIds[missing]} is not in ${pool.label}`, "any.only");
  }
  // Keeps the requested order.
  const candidates = requestedIds.length === 0 ? pool.imageIds : [...new Set(requestedIds)];
  const tagged = settings.imageTags.map((tag) => ({ ...tag, images: new Set(stores.imageTags.imagesWith(tag.id)) }));
  const fitting = candidates.filter((id) => tagged.every(({ images, positive }) => images.has(id) === positive));
  const { start, end } = settings.range;
  if (start !== null && end !== null && start > end) {
    throw invalid("meta.range", "must not start after its end", "any.invalid");
  }
  const picked = inRange(fitting, settings.range);
  if (picked.length === 0) throw invalid("meta", "No images found that fit the settings of the job", "array.min");
  return picked;
}
