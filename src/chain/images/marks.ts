/** Images by the mark that they got in jobs. */
import { z } from "zod";
import type { ImageInfo } from "../../domain/records/image.js";
import type { ReviewStatus } from "../../domain/records/job-status.js";
import { parseArguments, settingsSchema } from "../core/arguments.js";
import type { ReadContext } from "../core/node.js";
import type { ListSource } from "../list/list-chain.js";
import { type Scope, teamIdOf } from "../project/scope.js";

/** A mark that an image gets in a job. */
export type ImageMark = Exclude<ReviewStatus, "none">;

/** Which images. */
export interface ImageFilter {
  /** Only images with this mark: `accepted` or `rejected` by a reviewer, `done` by the annotator and not judged yet. */
  readonly mark?: ImageMark | undefined;
}

const schema = z.object({ filter: settingsSchema({ mark: z.enum(["accepted", "rejected", "done"]).optional() }) });

/** Checks what `images` is given. @throws {ArgumentError} an unknown setting or mark */
export function checkFilter(filter: ImageFilter): ImageFilter {
  return parseArguments("images", schema, { filter }).filter;
}

/**
 * The images of a source that have a mark in a job of its dataset or project. An image of several jobs has the mark of the
 * youngest one in which it has any. Cost: one request per job more, archived jobs too.
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
  const { signal } = context;
  const projectId = await projectOf(scope, context);
  const teamId = await teamIdOf({ ...scope, projectId }, context);
  const query = { projectId, datasetId: scope.datasetId, showDisabled: true };
  const marks = new Map<number, ReviewStatus>();
  const ids: number[] = [];
  for await (const { id } of api.labelingJob.getList(teamId, query, { signal })) ids.push(id);
  // Younger jobs have the last word.
  for (const id of ids.sort((one, other) => one - other)) {
    const { entities } = await api.labelingJob.getInfoById(id, { signal });
    for (const { id: imageId, reviewStatus } of entities ?? []) {
      if (reviewStatus !== "none") marks.set(imageId, reviewStatus);
    }
  }
  return marks;
}

async function projectOf({ projectId, datasetId = 0 }: Scope, { api, signal }: ReadContext): Promise<number> {
  return projectId ?? (await (await api()).dataset.getInfoById(datasetId, { signal })).projectId;
}
