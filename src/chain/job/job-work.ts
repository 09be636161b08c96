/** Statistics and annotations of jobs. */
import { type Cell, type DisplayModel, display } from "../../domain/display/display.js";
import { showInHosts } from "../../domain/display/host-forms.js";
import { type RecordColumn, recordOf } from "../../domain/display/record-display.js";
import { ApiRecord } from "../../domain/records/api-record.js";
import type { Annotation, ImageAnnotation } from "../../domain/records/image.js";
import { type JobInfo, jobProgress } from "../../domain/records/job.js";
import type { JobStats } from "../../domain/records/job-stats.js";
import type { SeenStatus } from "../../domain/records/job-status.js";
import type { Step } from "../core/node.js";
import type { ListSource } from "../list/list-chain.js";
import { currentJobs, type JobSet } from "./job-set.js";

/** Statistics of one job. */
export class JobWork {
  static {
    showInHosts(JobWork);
  }

  /** @internal */
  static readonly plural = "jobs";
  /** @internal */
  static readonly columns: readonly RecordColumn<JobWork>[] = [
    { title: "Job", kind: "id", value: ({ jobId }) => jobId },
    { title: "Name", kind: "text", hidePriority: 1, value: ({ name }) => name },
    { title: "Annotator", kind: "text", value: ({ annotatorLogin }) => annotatorLogin },
    { title: "Status", kind: "status", value: ({ status }) => status },
    { title: "Images", kind: "progress", value: (work) => work.#progress },
    { title: "Labels", kind: "count", value: ({ labelsCount }) => labelsCount },
    { title: "Annotating", kind: "duration", value: ({ annotatingMs }) => annotatingMs },
    { title: "A label", kind: "duration", hidePriority: 2, value: perLabel },
  ];

  /** Id of the job. */
  readonly jobId: number;
  /** Name of the job. */
  readonly name: string;
  /** Login of its annotator. */
  readonly annotatorLogin: string;
  /** Status of the job. */
  readonly status: SeenStatus;
  /** Number of its images. */
  readonly imagesCount: number;
  /** Images that the reviewer accepted. */
  readonly acceptedImagesCount: number;
  /** Images that the reviewer rejected. */
  readonly rejectedImagesCount: number;
  /** Objects on its images. */
  readonly labelsCount: number;
  /** Time in which images were open, in milliseconds. */
  readonly annotatingMs: number;
  /** The server's statistics, by class and by image. */
  readonly stats: JobStats;
  readonly #progress: Cell;

  /** @internal */
  constructor(job: JobInfo, stats: JobStats) {
    this.jobId = job.id;
    this.name = job.name;
    this.annotatorLogin = job.assignedToLogin;
    this.status = job.status;
    this.imagesCount = job.imagesCount;
    this.acceptedImagesCount = job.acceptedImagesCount;
    this.rejectedImagesCount = job.rejectedImagesCount;
    this.labelsCount = stats.images.reduce((sum, image) => sum + image.labelsCount, 0);
    this.annotatingMs = stats.job.annotationDuration * 1000;
    this.stats = stats;
    this.#progress = jobProgress(job);
    Object.freeze(this);
  }

  [display](): DisplayModel {
    return this.stats[display]();
  }
}

function perLabel({ labelsCount, annotatingMs }: JobWork): number | null {
  return labelsCount === 0 ? null : annotatingMs / labelsCount;
}

/** Lists the statistics of jobs. Cost: one request per job. */
export const workSource: ListSource<JobSet, JobWork> = {
  label: "stats",
  record: JobWork,
  async *stream(jobs, context) {
    const api = await context.api();
    for (const job of await currentJobs(jobs, context)) {
      yield new JobWork(job, await api.labelingJob.getStats(job.id, context));
    }
  },
};

/** Reads the statistics of one job. */
export const statsStep: Step<JobSet, JobStats> = {
  label: "stats",
  async run([job], context) {
    return (await context.api()).labelingJob.getStats(job!.id, context);
  },
  outcome: ({ job }) => `job ${job.id}`,
};

export interface JobAnnotation {
  /** Id of the job. */
  readonly jobId: number;
  /** Id of the image. */
  readonly imageId: number;
  /** Name of the image. */
  readonly imageName: string;
  /** Objects and tags of the image. */
  readonly annotation: Annotation;
}

/** The annotation of an image of a job. */
export class JobAnnotation extends ApiRecord<JobAnnotation> {
  /** @internal */
  static readonly plural = "annotated images";
  /** @internal */
  static readonly columns: readonly RecordColumn<JobAnnotation>[] = [
    { title: "Job", kind: "id", value: ({ jobId }) => jobId },
    { title: "Image", kind: "id", value: ({ imageId }) => imageId },
    { title: "Name", kind: "text", value: ({ imageName }) => imageName },
    { title: "Objects", kind: "count", value: ({ annotation }) => annotation.objects.length },
    {
      title: "Classes",
      kind: "text",
      value: ({ annotation }) => [...new Set(annotation.objects.map(({ classTitle }) => classTitle))],
    },
    { title: "Tags", kind: "text", hidePriority: 1, value: ({ annotation }) => tagNames(annotation) },
  ];

  /** @internal */
  constructor(jobId: number, { imageId, imageName, annotation }: ImageAnnotation) {
    super({ jobId, imageId, imageName, annotation });
  }

  override [display](): DisplayModel {
    const { annotation, ...fields } = this;
    return recordOf("Annotation", {
      ...fields,
      objects: annotation.objects.map(({ classTitle }) => classTitle),
      tags: tagNames(annotation),
    });
  }
}

function tagNames({ tags }: Annotation): readonly string[] {
  return tags.flatMap(({ name }) => name ?? []);
}

/** Lists the annotations of the images of jobs. Cost: one request per job and one per 50 images. */
export const annotationSource: ListSource<JobSet, JobAnnotation> = {
  label: "annotations",
  record: JobAnnotation,
  async *stream(jobs, context) {
    const client = await context.api();
    for (const { id } of jobs) {
      for (const one of await client.labelingJob.getAnnotations(id, undefined, context))
        yield new JobAnnotation(id, one);
    }
  },
};
