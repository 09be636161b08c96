import { type Cell, type Column, type DisplayModel, display } from "../../domain/display/display.js";
import { showInHosts } from "../../domain/display/host-forms.js";
import { recordOf } from "../../domain/display/record-display.js";
import type { JobEntity, JobInfo } from "../../domain/records/job.js";
import type { ReviewStatus } from "../../domain/records/job-status.js";
import type { ReadContext } from "../core/node.js";
import type { ListSource } from "../list/list-chain.js";
import type { JobSet } from "./job-set.js";

/** An image of a job with the mark it has there. */
export class JobImage {
  static {
    showInHosts(JobImage);
  }

  static readonly plural = "images of jobs";
  static readonly columns: readonly Column[] = [
    { title: "Job", kind: "id" },
    { title: "ID", kind: "id" },
    { title: "Name", kind: "text" },
    { title: "Mark", kind: "status" },
    { title: "Annotator", kind: "text", weight: 1 },
  ];

  readonly jobId: number;
  /** The image's id. */
  readonly id: number;
  readonly name: string;
  /** `none`, `done` by the annotator, `accepted` or `rejected` by the reviewer. */
  readonly reviewStatus: ReviewStatus;
  readonly annotatorLogin: string;

  /** @internal */
  constructor(job: JobInfo, image: JobEntity) {
    this.jobId = job.id;
    this.id = image.id;
    this.name = image.name;
    this.reviewStatus = image.reviewStatus;
    this.annotatorLogin = job.assignedToLogin;
    Object.freeze(this);
  }

  /** The cells of a table's row. */
  static row(image: JobImage): readonly Cell[] {
    return [image.jobId, image.id, image.name, image.reviewStatus, image.annotatorLogin];
  }

  [display](): DisplayModel {
    return recordOf("Image of a job", this);
  }
}

/** The images of jobs with their marks. Cost: one request per job, since lists of jobs carry no images. */
export const jobImageSource: ListSource<JobSet, JobImage> = {
  label: "images",
  record: JobImage,
  async *stream(jobs, context) {
    for (const { id } of jobs) {
      const job = await readJob(id, context);
      for (const image of job.entities ?? []) yield new JobImage(job, image);
    }
  },
};

/** One job with its images. */
export async function readJob(id: number, context: ReadContext): Promise<JobInfo> {
  const api = await context.api();
  return api.labelingJob.getInfoById(id, { signal: context.signal });
}
