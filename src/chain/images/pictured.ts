/** What can be shown as a small picture, and which job it is shown for. */
import type { JobInfo } from "../../domain/records/job.js";
import type { ReviewStatus } from "../../domain/records/job-status.js";

/** An image that can be shown: one of a dataset, or of a job. */
export interface Pictured {
  /** Id of the image. */
  readonly id: number;
  /** Name of the image. */
  readonly name: string;
  /** Id of its dataset, where it is known. */
  readonly datasetId?: number | null | undefined;
  /** Id of its project, where it is known. */
  readonly projectId?: number | null | undefined;
  /** Its mark in a job. */
  readonly reviewStatus?: ReviewStatus | undefined;
}

// Apart from the records, whose fields are what the server says of an image.
const jobs = new WeakMap<object, JobInfo>();

/** Notes the job that an image is of: its dataset, and the classes that are drawn. */
export function noteJob(image: object, job: JobInfo): void {
  jobs.set(image, job);
}

/** The job that an image is of, where it is one of a job. */
export function jobOf(image: object): JobInfo | undefined {
  return jobs.get(image);
}
