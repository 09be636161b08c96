import { z } from "zod";
import { defined } from "../../base/defined.js";
import { kinds } from "../../domain/arguments/kinds.js";
import { parseArgument, parseChanges } from "../../domain/arguments/parse-arguments.js";
import type { RecordList } from "../../domain/display/record-display.js";
import { badArgument, InvalidError } from "../../domain/errors.js";
import { Activity, activitySchema } from "../../domain/records/activity.js";
import type { ImageAnnotation } from "../../domain/records/image.js";
import type { JobInfo } from "../../domain/records/job.js";
import { type JobStats, jobStatsSchema } from "../../domain/records/job-stats.js";
import { type JobStatus, type ReviewStatus, type SeenStatus, Status } from "../../domain/records/job-status.js";
import { ProjectMeta, projectMetaSchema } from "../../domain/records/project-meta.js";
import { ApiGroup } from "../http/api-group.js";
import { type BulkOptions, inBatches } from "../http/bulk.js";
import type { Caller } from "../http/caller.js";
import type { Listing } from "../http/listing.js";
import type { CallOptions } from "../http/send.js";
import type { AnnotationApi } from "../image/annotation.js";
import type { ImageApi } from "../image/image.js";
import { type CloneOptions, cloneBody, JobMaker } from "./job-create.js";
import { type JobQuery, JobReader, limitToJob } from "./job-read.js";
import { type JobCreateOptions, jobBody } from "./job-settings.js";
import { type JobWaitOptions, type WaitContext, waitForJobs, watchJobs } from "./job-wait.js";

/** Options of {@link LabelingJobApi.restart}. */
export interface RestartOptions {
  /** Ids of annotators, one new job each. Default: the job's annotator. */
  readonly assigneeIds?: readonly number[] | undefined;
  /** Id of the reviewer; null: none. Default: the job's reviewer. */
  readonly reviewerId?: number | null | undefined;
  /** Name of the new jobs. Default: the job's name. */
  readonly name?: string | undefined;
  /** Whether to complete the old job. Default true. */
  readonly completeExisting?: boolean | undefined;
  /** Whether to include only rejected images. If false, unmarked images are rejected first. Default true. */
  readonly onlyRejectedEntities?: boolean | undefined;
  /** Whether to return no jobs, instead of failing, if no image is rejected. Default false. */
  readonly ignoreNoRejectedError?: boolean | undefined;
}

const copyShape = { name: kinds.name, assigneeIds: kinds.someIds, reviewerId: kinds.idOrNull };
const cloneSchema = z.strictObject({ ...copyShape, imagesIds: kinds.someIds, customData: kinds.fields }).partial();
const restartSchema = z
  .strictObject({
    ...copyShape,
    completeExisting: kinds.flag,
    onlyRejectedEntities: kinds.flag,
    ignoreNoRejectedError: kinds.flag,
  })
  .partial();
const changesSchema = z
  .object({
    name: z.unknown(),
    readme: z.unknown(),
    description: z.unknown(),
    customData: z.unknown(),
  })
  .partial();
const assigneesSchema = z.strictObject({ annotatorId: kinds.id, reviewerId: kinds.idOrNull }).partial();

// The API's limit for one request.
const removeBatchSize = 50;

/** Labeling jobs: `api.labelingJob`. */
export class LabelingJobApi extends ApiGroup {
  readonly #reader: JobReader;
  readonly #maker: JobMaker;
  readonly #images: ImageApi;
  readonly #annotations: AnnotationApi;

  /** @internal */
  constructor(caller: Caller, images: ImageApi, annotations: AnnotationApi) {
    super(caller);
    this.#reader = new JobReader(caller);
    this.#maker = new JobMaker(caller, this.#reader);
    this.#images = images;
    this.#annotations = annotations;
  }

  /** The job statuses by name: `api.labelingJob.Status.ON_REVIEW` is `'on_review'`. */
  get Status(): typeof Status {
    return Status;
  }

  /**
   * Creates a labeling job for each of `userIds` and returns them in that order.
   *
   * Cost: two requests for any number of jobs; three if there are several jobs and the dataset's team is unknown (pass
   * `teamId`). After a lost response, the jobs are found by name, dataset, annotator, creator and time.
   * @throws {InvalidError} a class, tag, image or user is unknown, or no image is left
   */
  async create(job: JobCreateOptions, options?: CallOptions): Promise<RecordList<JobInfo>> {
    const ids = await this.add(job, options);
    return this.#maker.records(ids, job.datasetId, job.teamId, options);
  }

  /**
   * Creates jobs like {@link create}, but returns only their ids, so that no later request can fail.
   *
   * Cost: one request.
   */
  async add(job: JobCreateOptions, options?: CallOptions): Promise<readonly number[]> {
    return this.#maker.add(jobBody(job), job.teamId, options);
  }

  /** Lists the labeling jobs of a team, oldest first; archived jobs only with `showDisabled`. */
  getList(teamId: number, query: JobQuery = {}, options?: CallOptions): Listing<JobInfo> {
    return this.#reader.list(teamId, query, options);
  }

  /** Reads a job with its images and their marks. @throws {NotFoundError} it does not exist or is not visible */
  getInfoById(id: number, options?: CallOptions): Promise<JobInfo> {
    return this.#reader.info(id, options);
  }

  /** Reads jobs with their images and marks, in the order of `ids`; null: not found. Cost: one request each, in parallel. */
  async getInfoByIds(ids: readonly number[], options: BulkOptions = {}): Promise<readonly (JobInfo | null)[]> {
    parseArgument("labelingJob.getInfoByIds", "ids", kinds.ids, ids);
    return inBatches(ids, { method: "jobs.info", size: 1, noun: "job" }, options, ([id = 0]) =>
      this.#reader.infoOrNull(id, options),
    );
  }

  /** Stops a job: its annotator no longer sees it. */
  stop(id: number, options?: CallOptions): Promise<void> {
    return this.caller.sendIdempotent("jobs.stop", { id }, options);
  }

  /** Archives a job: lists omit it, but it can still be read. */
  archive(id: number, options?: CallOptions): Promise<void> {
    return this.caller.sendIdempotent("jobs.archive", { id }, options);
  }

  /** Restores an archived job. */
  unarchive(id: number, options?: CallOptions): Promise<void> {
    return this.caller.sendIdempotent("jobs.bulk.unarchive", { ids: [id] }, options);
  }

  /** Removes a job permanently. */
  remove(id: number, options?: CallOptions): Promise<void> {
    return this.caller.sendIdempotent("jobs.bulk.remove", { ids: [id] }, options);
  }

  /** Removes jobs permanently. @throws {BulkError} some were not removed; it says which */
  async removeBatch(ids: readonly number[], options: BulkOptions = {}): Promise<void> {
    parseArgument("labelingJob.removeBatch", "ids", kinds.someIds, ids);
    const method = "jobs.bulk.remove";
    await inBatches(ids, { method, size: removeBatchSize, noun: "jobs" }, options, (batch) =>
      this.caller.sendIdempotent(method, { ids: batch }, options),
    );
  }

  /** Returns the status of a job; an unknown status is returned unchanged. */
  async getStatus(id: number, options?: CallOptions): Promise<SeenStatus> {
    return (await this.getInfoById(id, options)).status;
  }

  /** Changes the status of a job. @throws {InvalidError} its present status does not allow this change */
  async setStatus(id: number, status: JobStatus, options?: CallOptions): Promise<void> {
    parseArgument("labelingJob.setStatus", "status", kinds.status, status);
    await this.caller.sendIdempotent("jobs.set-status", { id, status }, options);
  }

  /** Marks an image of a job as done, accepted, rejected or unmarked (`none`). */
  setEntityReviewStatus(jobId: number, imageId: number, status: ReviewStatus, options?: CallOptions): Promise<void> {
    return this.caller.sendIdempotent(
      "jobs.entities.update-review-status",
      { jobId, entityId: imageId, status },
      options,
    );
  }

  /** Rejects all images of a job, or only the unmarked ones. */
  rejectAnnotations(id: number, mode: "all" | "unmarked" = "all", options?: CallOptions): Promise<void> {
    return this.caller.sendIdempotent("jobs.reject", { id, mode }, options);
  }

  /**
   * Creates a copy of a job with the same images and settings. The tag filters and the range are copied only if they still
   * select all of the images.
   *
   * Cost: three or four requests.
   */
  async clone(id: number, changes: CloneOptions = {}, options?: CallOptions): Promise<RecordList<JobInfo>> {
    parseArgument("labelingJob.clone", "changes", cloneSchema, changes);
    const job = await this.getInfoById(id, options);
    return this.#maker.records(await this.#addClone(job, changes, options), job.datasetId ?? 0, job.teamId, options);
  }

  /** Copies a job like {@link clone}, but returns only the ids, so that no later request can fail. */
  async addClone(id: number, changes: CloneOptions = {}, options?: CallOptions): Promise<readonly number[]> {
    parseArgument("labelingJob.addClone", "changes", cloneSchema, changes);
    return this.#addClone(await this.getInfoById(id, options), changes, options);
  }

  async #addClone(job: JobInfo, changes: CloneOptions, options?: CallOptions): Promise<readonly number[]> {
    if (job.datasetId === null) {
      const hint = "create a job with its images instead";
      throw badArgument("labelingJob.clone", "id", `job ${job.id} has no dataset`, hint);
    }
    const ids = changes.imagesIds ?? (job.entities ?? []).map((entity) => entity.id);
    const images =
      job.filterImagesByTags.length === 0 ? [] : await this.#images.getList(job.datasetId, { ids }, options);
    this.caller.creations.claim("job", [job.id]);
    return this.#maker.add(cloneBody(job, images, changes), job.teamId, options);
  }

  /**
   * Creates a job with the rejected images of another job.
   *
   * Cost: three requests.
   * @throws {InvalidError} no image is rejected
   */
  async restart(id: number, changes: RestartOptions = {}, options?: CallOptions): Promise<RecordList<JobInfo>> {
    parseArgument("labelingJob.restart", "changes", restartSchema, changes);
    const job = await this.getInfoById(id, options);
    return this.#maker.records(await this.#addRestart(job, changes, options), job.datasetId ?? 0, job.teamId, options);
  }

  /** Restarts a job like {@link restart}, but returns only the ids, so that no later request can fail. */
  async addRestart(id: number, changes: RestartOptions = {}, options?: CallOptions): Promise<readonly number[]> {
    parseArgument("labelingJob.addRestart", "changes", restartSchema, changes);
    return this.#addRestart(await this.getInfoById(id, options), changes, options);
  }

  async #addRestart(job: JobInfo, changes: RestartOptions, options?: CallOptions): Promise<readonly number[]> {
    const { completeExisting = true, onlyRejectedEntities = true, ignoreNoRejectedError = false } = changes;
    const { id } = job;
    const userIds = changes.assigneeIds ?? (job.assignedToId === null ? [] : [job.assignedToId]);
    const name = changes.name ?? job.name;
    if (!onlyRejectedEntities) await this.rejectAnnotations(id, "unmarked", options);
    const reviewerId = changes.reviewerId === undefined ? job.reviewerId : changes.reviewerId;
    const body = { id, completeExisting, userIds, reviewerId, name };
    const wanted = { name, datasetId: job.datasetId ?? 0, userIds, teamId: job.teamId };
    try {
      return await this.#maker.restart(job, body, wanted, options);
    } catch (error) {
      const isNothing = error instanceof InvalidError && error.message.includes("No images found");
      if (ignoreNoRejectedError && isNothing) return [];
      throw error;
    }
  }

  /** Reads the statistics of a job: durations, labels and marks, by class and by image. */
  getStats(id: number, options?: CallOptions): Promise<JobStats> {
    return this.caller.read("jobs.stats", { id }, jobStatsSchema, options);
  }

  /** Lists the activity of a job. */
  getActivity(teamId: number, jobId: number, options?: CallOptions): Listing<Activity> {
    parseArgument("labelingJob.getActivity", "jobId", kinds.id, jobId);
    return this.caller.numberedList(
      "teams.activity",
      {
        label: `activity of job ${jobId}`,
        body: { teamId },
        filter: [{ field: "jobId", operator: "=", value: jobId }],
        schema: activitySchema,
        record: Activity,
      },
      options,
    );
  }

  /** Reads the custom data of a job. */
  async getCustomData(id: number, options?: CallOptions): Promise<Readonly<Record<string, unknown>>> {
    return (await this.getInfoById(id, options)).customData;
  }

  /** Replaces the custom data of a job. */
  setCustomData(id: number, customData: Readonly<Record<string, unknown>>, options?: CallOptions): Promise<void> {
    return this.caller.sendIdempotent("jobs.editInfo", { id, customData }, options);
  }

  /** Merges `customData` into the custom data of a job; existing keys are replaced. Cost: two requests. */
  async updateCustomData(
    id: number,
    customData: Readonly<Record<string, unknown>>,
    options?: CallOptions,
  ): Promise<void> {
    parseArgument("labelingJob.updateCustomData", "customData", kinds.fields, customData);
    const before = await this.getCustomData(id, options);
    await this.setCustomData(id, { ...before, ...customData }, options);
  }

  /**
   * Changes the name, instructions, description or custom data of a job. Instances may ignore some of them: read the job to
   * see what changed.
   */
  async edit(
    id: number,
    changes: {
      readonly name?: string | undefined;
      readonly readme?: string | undefined;
      readonly description?: string | undefined;
      readonly customData?: Readonly<Record<string, unknown>>;
    },
    options?: CallOptions,
  ): Promise<void> {
    const fields = parseChanges("labelingJob.edit", changesSchema, changes);
    return this.caller.sendIdempotent("jobs.editInfo", { id, ...fields }, options);
  }

  /** Changes the annotator, the reviewer or both; `reviewerId: null` removes the reviewer. */
  async setAssignees(
    id: number,
    people: { readonly annotatorId?: number | undefined; readonly reviewerId?: number | null | undefined },
    options?: CallOptions,
  ): Promise<JobInfo> {
    parseChanges("labelingJob.setAssignees", assigneesSchema, people);
    const { annotatorId, reviewerId } = people;
    await this.caller.sendIdempotent("jobs.editInfo", { id, ...defined({ userId: annotatorId, reviewerId }) }, options);
    return this.getInfoById(id, options);
  }

  /** Reads the project's meta, limited to the classes and tags of the job. Cost: two requests. */
  async getProjectMeta(id: number, options?: CallOptions): Promise<ProjectMeta> {
    const job = await this.getInfoById(id, options);
    if (job.projectId === null) return new ProjectMeta({ classes: [], tags: [] });
    const meta = await this.caller.read("projects.meta", { id: job.projectId }, projectMetaSchema, options);
    return new ProjectMeta({
      classes: meta.classes.filter(({ name }) => job.classesToLabel.includes(name)),
      tags: meta.tags.filter(({ name }) => job.tagsToLabel.includes(name)),
      projectType: meta.projectType,
    });
  }

  /**
   * Reads the annotations of a job's images, limited to the job's classes and tags, in the order of `imageIds`. Default: all
   * images.
   *
   * Cost: one request for the job and one per 50 images, in parallel.
   */
  async getAnnotations(
    id: number,
    imageIds?: readonly number[],
    options: BulkOptions = {},
  ): Promise<readonly ImageAnnotation[]> {
    if (imageIds !== undefined) parseArgument("labelingJob.getAnnotations", "imageIds", kinds.ids, imageIds);
    const job = await this.getInfoById(id, options);
    const ids = imageIds ?? (job.entities ?? []).map((entity) => entity.id);
    return limitToJob(job, await this.#annotations.downloadBatch(job.datasetId ?? 0, ids, options));
  }

  /** Returns the id of a dataset's team. Cost: none if it is cached. */
  teamOfDataset(datasetId: number, options?: CallOptions): Promise<number> {
    return this.#maker.teamOfDataset(datasetId, options);
  }

  /**
   * Waits until a job is at or past `target`; for example, a completed job is past `on_review`.
   *
   * Cost: one request per poll.
   * @throws {JobStateError} as soon as the job is stopped, archived or removed
   * @throws {TimeoutError} after `timeout`; `lastSeen` has the status
   */
  async wait(id: number, target: JobStatus, options: JobWaitOptions = {}): Promise<JobInfo> {
    const [job] = await this.waitAll([id], target, options);
    return job!;
  }

  /**
   * Waits until every job is at or past `target`.
   *
   * Cost: one request per poll for any number of jobs of one team.
   * @throws {JobStateError} as soon as one is stopped, archived or removed
   * @throws {TimeoutError} after `timeout`; `lastSeen` has the status of each
   */
  async waitAll(ids: readonly number[], target: JobStatus, options: JobWaitOptions = {}): Promise<RecordList<JobInfo>> {
    parseArgument("labelingJob.wait", "ids", kinds.ids, ids);
    parseArgument("labelingJob.wait", "target", kinds.status, target);
    return waitForJobs(ids, target, options, this.#waitWorld(options));
  }

  /** Waits until every job is completed, stopped or archived. Cost: one request per poll. Errors: like {@link waitAll}. */
  async watchAll(ids: readonly number[], options: JobWaitOptions = {}): Promise<RecordList<JobInfo>> {
    parseArgument("labelingJob.watchAll", "ids", kinds.ids, ids);
    return watchJobs(ids, options, this.#waitWorld(options));
  }

  // Unchecked code may pass null; the wait itself rejects it.
  #waitWorld(options: JobWaitOptions | null): WaitContext {
    const { random, now, sleep } = this.caller.sender.clock;
    const read: WaitContext["read"] = (missing, call) => this.#reader.existing(missing, options?.teamId, call);
    return { random, now, sleep, read, onWait: () => this.caller.onWait?.() };
  }
}
