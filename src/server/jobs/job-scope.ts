import type { Condition } from "../http/conditions.js";
import type { JobFacts } from "./job-store.js";

/** Returns conditions on `images i`: those of the request's job; none without a job. */
export function imagesWithin(job: Pick<JobFacts, "id"> | undefined): Condition[] {
  if (job === undefined) return [];
  return [{ sql: "i.id IN (SELECT imageId FROM jobImages WHERE jobId = ?)", values: [job.id] }];
}

/**
 * Returns conditions on `figures f`: those on the images and of the classes of the request's job. It is unknown whether
 * real servers also show other classes.
 */
export function figuresWithin(job: Pick<JobFacts, "id" | "meta"> | undefined): Condition[] {
  if (job === undefined) return [];
  const onImages = { sql: "f.imageId IN (SELECT imageId FROM jobImages WHERE jobId = ?)", values: [job.id] };
  if (!hasClasses(job.meta)) return [onImages];
  const classIds = JSON.stringify(job.meta.classes.map(({ id }) => id));
  return [onImages, { sql: "f.classId IN (SELECT value FROM json_each(?))", values: [classIds] }];
}

/** Whether a class belongs to the job; always true without a job, or if the job has no classes. */
export function isClassWithin(job: Pick<JobFacts, "meta"> | undefined, classId: number): boolean {
  return job === undefined || !hasClasses(job.meta) || job.meta.classes.some(({ id }) => id === classId);
}

function hasClasses(meta: JobFacts["meta"]): boolean {
  return meta.classes.length > 0 && meta.dynamicClasses !== true;
}
