import type { RecordList } from "../../domain/display/record-display.js";
import { ArgumentError, InvalidError } from "../../domain/errors.js";
import { Activity, activitySchema } from "../../domain/records/activity.js";
import type { ImageAnnotation } from "../../domain/records/image.js";
import type { JobInfo } from "../../domain/records/job.js";
import { type JobStats, jobStatsSchema } from "../../domain/records/job-stats.js";
import { type JobStatus, type ReviewStatus, type SeenStatus, Status } from "../../domain/records/job-status.js";
import { ProjectMeta, projectMetaSchema } from "../../domain/records/project.js";
import { changesOf, check, checkShape, kinds } from "../http/arguments.js";
import { type BulkOptions, chunked, counter, runEach, valuesOf } from "../http/bulk.js";
import { type Caller, defined } from "../http/caller.js";
import type { Listing } from "../http/listing.js";
import type { CallOptions } from "../http/send.js";
import type { AnnotationApi } from "../image/annotation.js";
import type { ImageApi } from "../image/image.js";
import { type CloneOptions, cloneBody, JobMaker } from "./job-create.js";
import { type JobQuery, JobReader, labeledIn } from "./job-read.js";
import { type JobCreateOptions, jobBody } from "./job-settings.js";
import { type JobWaitOptions, type WaitWorld, waitForJobs, watchJobs } from "./job-wait.js";

/** How a job is done anew. */
export interface RestartOptions {
  /** One job is made for each. Default: the job's annotator. */
  readonly assigneeIds?: readonly number[] | undefined;
  /** Null is no reviewer. Default: the job's. */
  readonly reviewerId?: number | null | undefined;
  /** Default: the job's. */
  readonly name?: string | undefined;
  /** Whether the old job is completed. Default true. */
  readonly completeExisting?: boolean | undefined;
  /** False takes the images that nobody marked too: they are rejected first. Default true. */
  readonly onlyRejectedEntities?: boolean | undefined;
  /** Whether no rejected image is no error: then no job is made. Default false. */
  readonly ignoreNoRejectedError?: boolean | undefined;
}

const assigneesShape = { name: kinds.name, assigneeIds: kinds.someIds, reviewerId: kinds.idOrNull };
const cloneShape = { ...assigneesShape, imagesIds: kinds.someIds, customData: kinds.fields };
const restartShape = {
  ...assigneesShape,
  completeExisting: kinds.flag,
  onlyRejectedEntities: kinds.flag,
  ignoreNoRejectedError: kinds.flag,
};

// The API's limit for one request.
const removeBatchSize = 50;

/** Labeling jobs: `api.labelingJob`. */
export class LabelingJobApi {
  readonly #caller: Caller;
  readonly #reader: JobReader;
  readonly #maker: JobMaker;
  readonly #images: ImageApi;
  readonly #annotations: AnnotationApi;

  /** @internal */
  constructor(caller: Caller, images: ImageApi, annotations: AnnotationApi) {
    this.#caller = caller;
    this.#reader = new JobReader(caller);
    this.#maker = new JobMaker(caller, this.#reader);
    this.#images = images;
    this.#annotations = annotations;
  }

  /** The statuses by name: `api.labelingJob.Status.ON_REVIEW` is `'on_review'`. */
  get Status(): typeof Status {
    return Status;
  }

  /**
   * Makes a labeling job for each of `userIds`, and reads what was made, in that order.
   *
   * Cost: two requests, whatever the number of jobs, where the dataset's team is known (`teamId`, or the dataset was listed
   * before) or one job is made; else three. A job whose answer was lost is found by name, dataset, annotator, maker and time.
   * @throws {InvalidError} an unknown class, tag, image or user, or no image is left
   */
  async create(job: JobCreateOptions, options?: CallOptions): Promise<RecordList<JobInfo>> {
    const ids = await this.add(job, options);
    return this.#maker.records(ids, job.datasetId, job.teamId, options);
  }

  /**
   * Makes jobs as {@link create} does, and gives only their ids: nothing that follows can fail once they are made.
   *
   * Cost: one request.
   */
  async add(job: JobCreateOptions, options?: CallOptions): Promise<readonly number[]> {
    return this.#maker.add(jobBody(job), job.teamId, options);
  }

  /** The labeling jobs of a team, oldest first. Archived ones only with `showDisabled`. */
  getList(teamId: number, query: JobQuery = {}, options?: CallOptions): Listing<JobInfo> {
    return this.#reader.list(teamId, query, options);
  }

  /** One job with its images and their marks. @throws {NotFoundError} no such job, or none that this account sees */
  getInfoById(id: number, options?: CallOptions): Promise<JobInfo> {
    return this.#reader.info(id, options);
  }

  /** Jobs with their images and marks, in the order of `ids`; null where there is none. Cost: one request each, some at once. */
  async getInfoByIds(ids: readonly number[], options: BulkOptions = {}): Promise<readonly (JobInfo | null)[]> {
    check("labelingJob.getInfoByIds", "ids", kinds.ids, ids);
    const count = counter(ids.length, options);
    const read = async (id: number) => {
      const job = await this.#reader.infoOrNull(id, options);
      count(1);
      return job;
    };
    return valuesOf(await runEach(ids, read, options), "jobs.info", (at) => `job ${ids[at]}`);
  }

  /** Stops a job: its annotator no longer sees it. */
  stop(id: number, options?: CallOptions): Promise<void> {
    return this.#caller.effect("jobs.stop", { id }, options);
  }

  /** Archives a job: it leaves the lists, and can still be read. */
  archive(id: number, options?: CallOptions): Promise<void> {
    return this.#caller.effect("jobs.archive", { id }, options);
  }

  /** Brings an archived job back into the lists. */
  unarchive(id: number, options?: CallOptions): Promise<void> {
    return this.#caller.effect("jobs.bulk.unarchive", { ids: [id] }, options);
  }

  /** Removes a job for good. */
  remove(id: number, options?: CallOptions): Promise<void> {
    return this.#caller.effect("jobs.bulk.remove", { ids: [id] }, options);
  }

  /** Removes jobs for good. @throws {BulkError} some failed, and which */
  async removeBatch(ids: readonly number[], options: BulkOptions = {}): Promise<void> {
    check("labelingJob.removeBatch", "ids", kinds.someIds, ids);
    const count = counter(ids.length, options);
    const batches = chunked(ids, removeBatchSize);
    const remove = async (batch: readonly number[]) => {
      await this.#caller.effect("jobs.bulk.remove", { ids: batch }, options);
      count(batch.length);
    };
    const outcomes = await runEach(batches, remove, options);
    valuesOf(outcomes, "jobs.bulk.remove", (at) => `jobs ${batches[at]!.join(", ")}`);
  }

  /** Where a job is in its life. A status that slylab does not know is given as it came. */
  async getStatus(id: number, options?: CallOptions): Promise<SeenStatus> {
    return (await this.getInfoById(id, options)).status;
  }

  /** Moves a job to a status. @throws {InvalidError} there is no such move from where it is */
  async setStatus(id: number, status: JobStatus, options?: CallOptions): Promise<void> {
    check("labelingJob.setStatus", "status", kinds.status, status);
    await this.#caller.effect("jobs.set-status", { id, status }, options);
  }

  /** Says what an annotator or reviewer says of one image of a job: done, accepted, rejected, or nothing yet. */
  setEntityReviewStatus(jobId: number, imageId: number, status: ReviewStatus, options?: CallOptions): Promise<void> {
    return this.#caller.effect("jobs.entities.update-review-status", { jobId, entityId: imageId, status }, options);
  }

  /** Rejects the images of a job: all, or those that nobody marked. */
  rejectAnnotations(id: number, mode: "all" | "unmarked" = "all", options?: CallOptions): Promise<void> {
    return this.#caller.effect("jobs.reject", { id, mode }, options);
  }

  /**
   * Makes a job like another, of the same images, with every setting it has. Filters by tag and the range, which chose
   * those images once, go along only where they still choose all of them.
   *
   * Cost: three requests or four.
   */
  async clone(id: number, changes: CloneOptions = {}, options?: CallOptions): Promise<RecordList<JobInfo>> {
    checkShape("labelingJob.clone", "changes", changes, cloneShape);
    const job = await this.getInfoById(id, options);
    return this.#maker.records(await this.#addClone(job, changes, options), job.datasetId ?? 0, job.teamId, options);
  }

  /** Clones as {@link clone} does, and gives only the ids: nothing that follows can fail once the jobs are made. */
  async addClone(id: number, changes: CloneOptions = {}, options?: CallOptions): Promise<readonly number[]> {
    checkShape("labelingJob.addClone", "changes", changes, cloneShape);
    return this.#addClone(await this.getInfoById(id, options), changes, options);
  }

  async #addClone(job: JobInfo, changes: CloneOptions, options?: CallOptions): Promise<readonly number[]> {
    if (job.datasetId === null) {
      throw new ArgumentError(`job ${job.id} has no dataset`, {
        method: "labelingJob.clone",
        argument: "id",
        hint: "create a job with its images instead",
      });
    }
    const ids = changes.imagesIds ?? (job.entities ?? []).map((entity) => entity.id);
    const images =
      job.filterImagesByTags.length === 0 ? [] : await this.#images.getList(job.datasetId, { ids }, options);
    this.#caller.creations.claim("job", [job.id]);
    return this.#maker.add(cloneBody(job, images, changes), job.teamId, options);
  }

  /**
   * Makes a job of the images that were rejected in another.
   *
   * Cost: three requests.
   * @throws {InvalidError} no image is rejected
   */
  async restart(id: number, changes: RestartOptions = {}, options?: CallOptions): Promise<RecordList<JobInfo>> {
    checkShape("labelingJob.restart", "changes", changes, restartShape);
    const job = await this.getInfoById(id, options);
    return this.#maker.records(await this.#addRestart(job, changes, options), job.datasetId ?? 0, job.teamId, options);
  }

  /** Restarts as {@link restart} does, and gives only the ids: nothing that follows can fail once the jobs are made. */
  async addRestart(id: number, changes: RestartOptions = {}, options?: CallOptions): Promise<readonly number[]> {
    checkShape("labelingJob.addRestart", "changes", changes, restartShape);
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

  /** What was done in a job: durations, labels and marks, by class and by image. */
  getStats(id: number, options?: CallOptions): Promise<JobStats> {
    return this.#caller.read("jobs.stats", { id }, jobStatsSchema, options);
  }

  /** What people did in a job. */
  getActivity(teamId: number, jobId: number, options?: CallOptions): Listing<Activity> {
    check("labelingJob.getActivity", "jobId", kinds.id, jobId);
    const { signal, timeout } = options ?? {};
    return this.#caller.numberedList("teams.activity", {
      signal,
      timeout,
      label: `activity of job ${jobId}`,
      body: { teamId },
      filter: [{ field: "jobId", operator: "=", value: jobId }],
      schema: activitySchema,
      record: Activity,
    });
  }

  /** What programs keep with a job. */
  async getCustomData(id: number, options?: CallOptions): Promise<Readonly<Record<string, unknown>>> {
    return (await this.getInfoById(id, options)).customData;
  }

  /** Puts `customData` in the place of what a job has. */
  setCustomData(id: number, customData: Readonly<Record<string, unknown>>, options?: CallOptions): Promise<void> {
    return this.#caller.effect("jobs.editInfo", { id, customData }, options);
  }

  /** Adds to what a job has; keys that are there get their new value. Cost: two requests. */
  async updateCustomData(
    id: number,
    customData: Readonly<Record<string, unknown>>,
    options?: CallOptions,
  ): Promise<void> {
    check("labelingJob.updateCustomData", "customData", kinds.fields, customData);
    const before = await this.getCustomData(id, options);
    await this.setCustomData(id, { ...before, ...customData }, options);
  }

  /**
   * Changes a job's name, instructions, description or custom data, as far as the instance takes them: read the job to see
   * what it took.
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
    const given = changesOf("labelingJob.edit", changes, ["name", "readme", "description", "customData"]);
    return this.#caller.effect("jobs.editInfo", { id, ...given }, options);
  }

  /** Gives a job to another annotator, reviewer or both; a reviewer of null takes the reviewer away. */
  async setAssignees(
    id: number,
    people: { readonly annotatorId?: number | undefined; readonly reviewerId?: number | null | undefined },
    options?: CallOptions,
  ): Promise<JobInfo> {
    checkShape("labelingJob.setAssignees", "people", people, { annotatorId: kinds.id, reviewerId: kinds.idOrNull });
    const { annotatorId, reviewerId } = people;
    if (annotatorId === undefined && reviewerId === undefined) {
      throw new ArgumentError("no annotator or reviewer given", {
        method: "labelingJob.setAssignees",
        argument: "people",
        hint: "pass annotatorId, reviewerId or both",
      });
    }
    await this.#caller.effect("jobs.editInfo", { id, ...defined({ userId: annotatorId, reviewerId }) }, options);
    return this.getInfoById(id, options);
  }

  /** The project's meta, narrowed to what the job labels. Cost: two requests. */
  async getProjectMeta(id: number, options?: CallOptions): Promise<ProjectMeta> {
    const job = await this.getInfoById(id, options);
    if (job.projectId === null) return new ProjectMeta({ classes: [], tags: [] });
    const meta = await this.#caller.read("projects.meta", { id: job.projectId }, projectMetaSchema, options);
    return new ProjectMeta({
      classes: meta.classes.filter(({ name }) => job.classesToLabel.includes(name)),
      tags: meta.tags.filter(({ name }) => job.tagsToLabel.includes(name)),
      projectType: meta.projectType,
    });
  }

  /**
   * What is on the images of a job, of the classes and tags that it labels, in the order of `imageIds`.
   *
   * Cost: one request for the job and one for 50 images, some at once.
   */
  async getAnnotations(
    id: number,
    imageIds?: readonly number[],
    options: BulkOptions = {},
  ): Promise<readonly ImageAnnotation[]> {
    if (imageIds !== undefined) check("labelingJob.getAnnotations", "imageIds", kinds.ids, imageIds);
    const job = await this.getInfoById(id, options);
    const ids = imageIds ?? (job.entities ?? []).map((entity) => entity.id);
    return labeledIn(job, await this.#annotations.downloadBatch(job.datasetId ?? 0, ids, options));
  }

  /** The team that a dataset belongs to. Cost: none where it was seen before. */
  teamOfDataset(datasetId: number, options?: CallOptions): Promise<number> {
    return this.#maker.teamOfDataset(datasetId, options);
  }

  /**
   * Waits until a job is at or past `target`, as a completed one is past `on_review`.
   *
   * Cost: one request a poll.
   * @throws {JobStateError} at once when it is stopped, archived or gone
   * @throws {TimeoutError} `timeout` is over; `lastSeen` tells the status
   */
  async wait(id: number, target: JobStatus, options: JobWaitOptions = {}): Promise<JobInfo> {
    const [job] = await this.waitAll([id], target, options);
    return job!;
  }

  /**
   * Waits until every job is at or past `target`.
   *
   * Cost: one request a poll, however many jobs (of one team).
   * @throws {JobStateError} at once when any is stopped, archived or gone
   * @throws {TimeoutError} `timeout` is over; `lastSeen` tells the status of each
   */
  async waitAll(ids: readonly number[], target: JobStatus, options: JobWaitOptions = {}): Promise<RecordList<JobInfo>> {
    check("labelingJob.wait", "ids", kinds.ids, ids);
    check("labelingJob.wait", "target", kinds.status, target);
    return waitForJobs(ids, target, options, this.#waitWorld(options));
  }

  /** Waits until every job is completed, stopped or archived. Cost: one request a poll. Errors: as of {@link waitAll}. */
  async watchAll(ids: readonly number[], options: JobWaitOptions = {}): Promise<RecordList<JobInfo>> {
    check("labelingJob.watchAll", "ids", kinds.ids, ids);
    return watchJobs(ids, options, this.#waitWorld(options));
  }

  // Options of unchecked code may be null; the wait itself refuses that.
  #waitWorld(options: JobWaitOptions | null): WaitWorld {
    const { random, now, sleep } = this.#caller.sender.clock;
    const read: WaitWorld["read"] = (missing, call) => this.#reader.present(missing, options?.teamId, call);
    return { random, now, sleep, read, onWait: () => this.#caller.onWait?.() };
  }
}
