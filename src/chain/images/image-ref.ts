/** Images that thumbnails can be made of, and the job an image was read from. */
import type { JobInfo } from "../../domain/records/job.js";
import type { ReviewStatus } from "../../domain/records/job-status.js";

/** An image of a dataset or of a job. */
export interface ImageRef {
  /** Id of the image. */
  readonly id: number;
  /** Name of the image. */
  readonly name: string;
  /** Id of its dataset, if known. */
  readonly datasetId?: number | null | undefined;
  /** Id of its project, if known. */
  readonly projectId?: number | null | undefined;
  /** Its mark in a job. */
  readonly reviewStatus?: ReviewStatus | undefined;
}

// Kept outside the records, which have only the server's fields.
const jobs = new WeakMap<object, JobInfo>();

/** Remembers the job an image was read from: it determines the dataset and the classes that are drawn. */
export function setSourceJob(image: object, job: JobInfo): void {
  jobs.set(image, job);
}

/** Returns the job an image was read from; undefined for images of a dataset. */
export function sourceJob(image: object): JobInfo | undefined {
  return jobs.get(image);
}
