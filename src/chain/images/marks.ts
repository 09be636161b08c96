/** Filters images by the mark they have in jobs. */
import { z } from "zod";
import { parseArgument } from "../../domain/arguments/parse-arguments.js";
import type { ImageInfo } from "../../domain/records/image.js";
import type { ReviewStatus } from "../../domain/records/job-status.js";
import type { ReadContext } from "../core/node.js";
import type { ListSource } from "../list/list-chain.js";
import { type Scope, teamIdOf } from "../project/scope.js";

/** The mark of an image in a job. */
export type ImageMark = Exclude<ReviewStatus, "none">;

/** Selects images. */
export interface ImageFilter {
  /** Only images with this mark: `accepted` or `rejected` by a reviewer, or `done` by the annotator and not reviewed yet. */
  readonly mark?: ImageMark | undefined;
}

const filterSchema = z.strictObject({ mark: z.enum(["accepted", "rejected", "done"]) }).partial();

/** Checks the argument of `images`. @throws {ArgumentError} an unknown setting or mark */
export function checkFilter(filter: ImageFilter): ImageFilter {
  return parseArgument("images", "filter", filterSchema, filter);
}

/**
 * Filters `source` by the marks of images in the jobs of the dataset or project. The newest job in which an image has a
 * mark decides. Cost: one more request per job, including archived jobs.
 */
export function markedSource(source: ListSource<Scope, ImageInfo>, mark: ImageMark): ListSource<Scope, ImageInfo> {
  return {
    label: `images marked ${mark}`,
    record: source.record,
    async *stream(scope, context) {
      const marks = await marksIn(scope, context);
      for await (const image of source.stream(scope, context)) if (marks.get(image.id) === mark) yield image;
    },
  };
}

async function marksIn(scope: Scope, context: ReadContext): Promise<ReadonlyMap<number, ReviewStatus>> {
  const api = await context.api();
  const projectId = await projectOf(scope, context);
  const teamId = await teamIdOf({ ...scope, projectId }, context);
  const query = { projectId, datasetId: scope.datasetId, showDisabled: true };
  const marks = new Map<number, ReviewStatus>();
  const ids: number[] = [];
  for await (const { id } of api.labelingJob.getList(teamId, query, context)) ids.push(id);
  // Newer jobs have higher ids and overwrite the marks of older ones.
  for (const id of ids.sort((one, other) => one - other)) {
    const { entities } = await api.labelingJob.getInfoById(id, context);
    for (const { id: imageId, reviewStatus } of entities ?? []) {
      if (reviewStatus !== "none") marks.set(imageId, reviewStatus);
    }
  }
  return marks;
}

async function projectOf({ projectId, datasetId = 0 }: Scope, context: ReadContext): Promise<number> {
  return projectId ?? (await (await context.api()).dataset.getInfoById(datasetId, context)).projectId;
}
