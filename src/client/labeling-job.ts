import { z } from "zod";
import { ArgumentError } from "../domain/errors.js";
import { JobInfo, jobSchema } from "../domain/job.js";
import type { ReviewStatus } from "../domain/job-status.js";
import { isJobStatus, type JobStatus, jobStatuses, type SeenStatus, Status } from "../domain/job-status.js";
import { RecordList } from "../domain/records.js";
import { type Filter, idSchema } from "../domain/wire.js";
import { match } from "./adopt.js";
import { type Caller, filters } from "./caller.js";
import { type JobCreateOptions, jobBody } from "./job-settings.js";
import { type WaitOptions, waitForJobs } from "./job-wait.js";
import type { Listing } from "./listing.js";
import type { CallOptions, Search } from "./send.js";

/** Which labeling jobs of a team; all conditions must hold. */
export interface JobQuery {
  readonly createdById?: number;
  readonly assignedToId?: number;
  readonly projectId?: number;
  readonly datasetId?: number;
  readonly reviewerId?: number;
  readonly ids?: readonly number[];
  readonly names?: readonly string[];
  readonly statuses?: readonly SeenStatus[];
  readonly excludeStatuses?: readonly SeenStatus[];
  /** Archived ones too. Default false. */
  readonly showDisabled?: boolean;
  /** False leaves out the jobs of queues. Default true. */
  readonly isPartOfQueue?: boolean;
  /** Only jobs of these queues. */
  readonly queueIds?: readonly number[];
}

const addedSchema = z.array(z.object({ id: idSchema, userId: idSchema.nullish() }));

/** Labeling jobs: `api.labelingJob`. */
export class LabelingJobApi {
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
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
    const teamId = job.teamId ?? this.#caller.known.teamOfDataset.get(job.datasetId);
    return this.#records(await this.add(job, options), teamId, options);
  }

  /**
   * Makes the jobs as {@link create} does, and gives only their ids: nothing that follows can fail once they are made.
   *
   * Cost: one request.
   */
  async add(job: JobCreateOptions, options?: CallOptions): Promise<readonly number[]> {
    return this.#caller.create(
      "jobs.add",
      {
        body: jobBody(job),
        schema: addedSchema,
        key: `${job.datasetId} ${job.name}`,
        take: (added) => {
          this.#caller.creations.claim(
            "job",
            added.map(({ id }) => id),
          );
          return added.map(({ id }) => id);
        },
        find: (search) => this.#findMade(job, search),
      },
      options,
    );
  }

  /** The labeling jobs of a team, oldest first. Archived ones only with `showDisabled`. */
  getList(teamId: number, query: JobQuery = {}, options?: CallOptions): Listing<JobInfo> {
    const { signal, limitMs } = options ?? {};
    return this.#caller.list("jobs.list", {
      signal,
      limitMs,
      label: `labeling jobs of team ${teamId}`,
      body: { teamId, showDisabled: query.showDisabled ?? false },
      filter: jobFilter(query),
      schema: this.#noted,
      record: JobInfo,
    });
  }

  /** One job with its images and their marks. @throws {NotFoundError} no such job, or none that this account sees */
  getInfoById(id: number, options?: CallOptions): Promise<JobInfo> {
    return this.#caller.read("jobs.info", { id }, this.#noted, options);
  }

  /** Stops a job: its annotator no longer sees it. */
  stop(id: number, options?: CallOptions): Promise<void> {
    return this.#caller.effect("jobs.stop", { id }, options);
  }

  /** Archives a job: it leaves the lists, and can still be read. */
  archive(id: number, options?: CallOptions): Promise<void> {
    return this.#caller.effect("jobs.archive", { id }, options);
  }

  /** Where a job is in its life. A status that slylab does not know is given as it came. */
  async getStatus(id: number, options?: CallOptions): Promise<SeenStatus> {
    return (await this.getInfoById(id, options)).status;
  }

  /** Moves a job to a status. @throws {InvalidError} there is no such move from where it is */
  async setStatus(id: number, status: JobStatus, options?: CallOptions): Promise<void> {
    if (!isJobStatus(status)) {
      throw new ArgumentError(`no status ${JSON.stringify(status)}`, {
        method: "labelingJob.setStatus",
        argument: "status",
        hint: `expected one of ${jobStatuses.join(", ")}`,
      });
    }
    await this.#caller.effect("jobs.set-status", { id, status }, options);
  }

  /** Says what an annotator or reviewer says of one image of a job: done, accepted, rejected, or nothing yet. */
  setEntityReviewStatus(jobId: number, imageId: number, status: ReviewStatus, options?: CallOptions): Promise<void> {
    return this.#caller.effect("jobs.entities.update-review-status", { jobId, entityId: imageId, status }, options);
  }

  /**
   * Waits until a job is at or past `target`, as a completed one is past `on_review`.
   *
   * Cost: one request a poll.
   * @throws {JobStateError} at once when it is stopped, archived or gone
   * @throws {DeadlineError} `timeoutMs` is over; `lastSeen` tells the status
   */
  async wait(id: number, target: JobStatus, options: WaitOptions = {}): Promise<JobInfo> {
    const [job] = await this.waitAll([id], target, options);
    return job!;
  }

  /**
   * Waits until every job is at or past `target`.
   *
   * Cost: one request a poll, however many jobs (of one team).
   * @throws {JobStateError} at once when any is stopped, archived or gone
   * @throws {DeadlineError} `timeoutMs` is over; `lastSeen` tells the status of each
   */
  waitAll(ids: readonly number[], target: JobStatus, options: WaitOptions = {}): Promise<RecordList<JobInfo>> {
    const { random, now, sleep } = this.#caller.sender.clock;
    return waitForJobs(ids, target, options, {
      random,
      now,
      sleep,
      read: (missing, call) => this.#readForWait(missing, options.teamId, call),
    });
  }

  /** The jobs of `ids` that are there, archived ones too. */
  async #readForWait(ids: readonly number[], teamId: number | undefined, options: CallOptions): Promise<JobInfo[]> {
    const { teamOfJob } = this.#caller.known;
    const teams = new Map<number, number[]>();
    const jobs: JobInfo[] = [];
    for (const id of ids) {
      const team = teamOfJob.get(id) ?? teamId ?? [...teams.keys()][0];
      if (team === undefined) {
        const job = await this.#caller.readOrNull("jobs.info", { id }, this.#noted, options);
        if (job !== null) {
          jobs.push(job);
          teams.set(job.teamId, []);
        }
      } else {
        teams.set(team, [...(teams.get(team) ?? []), id]);
      }
    }
    for (const [team, members] of teams) {
      if (members.length === 0) continue;
      jobs.push(...(await this.getList(team, { ids: members, showDisabled: true }, options)));
    }
    // A job of a team that was not known is not in another team's list.
    const seen = new Set(jobs.map(({ id }) => id));
    for (const id of ids.filter((id) => !seen.has(id) && teamOfJob.get(id) === undefined)) {
      const job = await this.#caller.readOrNull("jobs.info", { id }, this.#noted, options);
      if (job !== null) jobs.push(job);
    }
    return jobs;
  }

  /** The records of `ids`, in their order. */
  async #records(
    ids: readonly number[],
    knownTeam: number | undefined,
    options: CallOptions | undefined,
  ): Promise<RecordList<JobInfo>> {
    const jobs = new Map<number, JobInfo>();
    let teamId = knownTeam;
    if (teamId === undefined && ids[0] !== undefined) {
      const first = await this.getInfoById(ids[0], options);
      jobs.set(first.id, first);
      ({ teamId } = first);
    }
    const missing = ids.filter((id) => !jobs.has(id));
    if (teamId !== undefined && missing.length > 0) {
      for (const job of await this.getList(teamId, { ids: missing, showDisabled: true }, options))
        jobs.set(job.id, job);
    }
    // What a wrong `teamId` did not find is there all the same.
    for (const id of ids) if (!jobs.has(id)) jobs.set(id, await this.getInfoById(id, options));
    return RecordList.collect(
      JobInfo,
      ids.map((id) => jobs.get(id)!),
    );
  }

  /** The ids of the jobs that a lost `jobs.add` made, or undefined where it made none. */
  async #findMade(job: JobCreateOptions, search: Search): Promise<number[] | undefined> {
    const { known, creations } = this.#caller;
    const call = { signal: search.signal, limitMs: search.limitMs };
    const teamId = job.teamId ?? known.teamOfDataset.get(job.datasetId) ?? (await this.#teamOf(job.datasetId, call));
    const myId = known.myId ?? (await this.#caller.read("users.me", {}, z.object({ id: idSchema }), call)).id;
    known.myId = myId;
    const query = { names: [job.name], datasetId: job.datasetId, createdById: myId, showDisabled: true };
    const candidates = creations.unclaimed("job", await this.getList(teamId, query, call), search.sentAt());
    const made = match(job.userIds, candidates, (userId, candidate) => candidate.assignedToId === userId);
    // All or nothing: `jobs.add` makes its jobs in one commit.
    if (made.some((found) => found === undefined)) return undefined;
    const ids = made.flatMap((found) => (found === undefined ? [] : [found.id]));
    creations.claim("job", ids);
    return ids;
  }

  async #teamOf(datasetId: number, options: CallOptions): Promise<number> {
    const placeSchema = z.object({ teamId: idSchema.nullish(), projectId: idSchema });
    const dataset = await this.#caller.read("datasets.info", { id: datasetId }, placeSchema, options);
    if (dataset.teamId != null) return dataset.teamId;
    const project = await this.#caller.read(
      "projects.info",
      { id: dataset.projectId },
      z.object({ teamId: idSchema }),
      options,
    );
    return project.teamId;
  }

  readonly #noted = jobSchema.transform((job) => {
    this.#caller.known.teamOfJob.set(job.id, job.teamId);
    return job;
  });
}

function jobFilter(query: JobQuery): Filter[] {
  const { createdById, assignedToId, reviewerId, projectId, datasetId, ids, names, statuses, queueIds } = query;
  return [
    ...filters({
      createdBy: createdById,
      userId: assignedToId,
      reviewerId,
      projectId,
      datasetId,
      id: ids,
      name: names,
      status: statuses,
      labelingQueueId: query.isPartOfQueue === false ? null : queueIds,
    }),
    ...(query.excludeStatuses === undefined
      ? []
      : [{ field: "status", operator: "!in" as const, value: query.excludeStatuses }]),
  ];
}
