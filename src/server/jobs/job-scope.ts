import type { Condition } from "../http/listing.js";
import type { JobPlace } from "./job-store.js";

/** Restricts images (`images i`) to those of the job that a request is made within; no condition without a job. */
export function imagesWithin(job: Pick<JobPlace, "id"> | undefined): Condition[] {
  if (job === undefined) return [];
  return [{ sql: "i.id IN (SELECT imageId FROM jobImages WHERE jobId = ?)", values: [job.id] }];
}

/**
 * Restricts figures (`figures f`) to those of the job that a request is made within: on its images, and of its classes.
 * No published program settles whether a real instance shows other classes there; the job's own classes are chosen.
 */
export function figuresWithin(job: Pick<JobPlace, "id" | "meta"> | undefined): Condition[] {
  if (job === undefined) return [];
  const onImages = { sql: "f.imageId IN (SELECT imageId FROM jobImages WHERE jobId = ?)", values: [job.id] };
  if (!hasClasses(job.meta)) return [onImages];
  const classIds = JSON.stringify(job.meta.classes.map(({ id }) => id));
  return [onImages, { sql: "f.classId IN (SELECT value FROM json_each(?))", values: [classIds] }];
}

/** Whether a figure of this class belongs to the job; every class does without a job or where the job names none. */
export function isClassWithin(job: Pick<JobPlace, "meta"> | undefined, classId: number): boolean {
  return job === undefined || !hasClasses(job.meta) || job.meta.classes.some(({ id }) => id === classId);
}

function hasClasses(meta: JobPlace["meta"]): boolean {
  return meta.classes.length > 0 && meta.dynamicClasses !== true;
}
