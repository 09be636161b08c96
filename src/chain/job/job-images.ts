import type { RecordColumn } from "../../domain/display/record-display.js";
import { ApiRecord } from "../../domain/records/api-record.js";
import type { JobEntity, JobInfo } from "../../domain/records/job.js";
import type { ReviewStatus } from "../../domain/records/job-status.js";
import type { ReadContext } from "../core/node.js";
import { setSourceJob } from "../images/image-ref.js";
import type { ImageFilter } from "../images/marks.js";
import type { ListSource } from "../list/list-chain.js";
import type { JobSet } from "./job-set.js";
import { reasonsOf } from "./reasons.js";

export interface JobImage {
  /** Id of the job. */
  readonly jobId: number;
  /** Id of the image. */
  readonly id: number;
  /** Name of the image. */
  readonly name: string;
  /** Id of the job's dataset. */
  readonly datasetId: number | null;
  /** `none`, `done` by the annotator, `accepted` or `rejected` by the reviewer. */
  readonly reviewStatus: ReviewStatus;
  /** Login of the job's annotator. */
  readonly annotatorLogin: string;
  /** For a rejected image the name of its newest open issue; null if there is none, and for other marks. */
  readonly reason: string | null;
}

/** An image of a job with its mark. */
export class JobImage extends ApiRecord<JobImage> {
  /** @internal */
  static readonly singular = "image of a job";
  /** @internal */
  static readonly plural = "images of jobs";
  /** @internal */
  static readonly columns: readonly RecordColumn<JobImage>[] = [
    { title: "Job", kind: "id", value: ({ jobId }) => jobId },
    { title: "ID", kind: "id", value: ({ id }) => id },
    { title: "Name", kind: "text", value: ({ name }) => name },
    { title: "Mark", kind: "status", value: ({ reviewStatus }) => reviewStatus },
    { title: "Annotator", kind: "text", hidePriority: 1, value: ({ annotatorLogin }) => annotatorLogin },
    { title: "Reason", kind: "text", value: ({ reason }) => reason },
  ];

  /** @internal */
  constructor(job: JobInfo, { id, name, reviewStatus }: JobEntity, reason: string | null) {
    const { id: jobId, datasetId, assignedToLogin: annotatorLogin } = job;
    super({ jobId, id, name, datasetId, reviewStatus, annotatorLogin, reason });
    setSourceJob(this, job);
  }
}

/**
 * Reads the images of jobs with their marks. Cost: one request per job; one more per dataset with rejected images, for the
 * reasons.
 */
const jobImageSource: ListSource<JobSet, JobImage> = {
  label: "images",
  record: JobImage,
  async *stream(jobs, context) {
    const reasons = new Map<number, ReadonlyMap<number, string>>();
    for (const { id } of jobs) {
      const job = await readJob(id, context);
      const { datasetId, entities } = job;
      if (datasetId !== null && !reasons.has(datasetId) && entities?.some(isRejected))
        reasons.set(datasetId, await reasonsOf(datasetId, context));
      const found = reasons.get(datasetId ?? 0);
      for (const image of entities ?? [])
        yield new JobImage(job, image, isRejected(image) ? (found?.get(image.id) ?? null) : null);
    }
  },
};

/** Starts a list of the images of jobs, all or those with a mark. */
export function jobImages({ mark }: ImageFilter): ListSource<JobSet, JobImage> {
  if (mark === undefined) return jobImageSource;
  return {
    ...jobImageSource,
    label: `images marked ${mark}`,
    async *stream(jobs, context) {
      for await (const image of jobImageSource.stream(jobs, context)) if (image.reviewStatus === mark) yield image;
    },
  };
}

function isRejected({ reviewStatus }: JobEntity): boolean {
  return reviewStatus === "rejected";
}

/** Reads one job with its images. */
export async function readJob(id: number, context: ReadContext): Promise<JobInfo> {
  return (await context.api()).labelingJob.getInfoById(id, context);
}
