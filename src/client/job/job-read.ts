/** Reads labeling jobs: by id, in lists, and many at once. */
import { z } from "zod";
import { kinds } from "../../domain/arguments/kinds.js";
import { parseArgument } from "../../domain/arguments/parse-arguments.js";
import { RecordList } from "../../domain/display/record-display.js";
import { isJobName, nameSpellings } from "../../domain/names.js";
import type { ImageAnnotation } from "../../domain/records/image.js";
import { JobInfo, jobSchema } from "../../domain/records/job.js";
import type { SeenStatus } from "../../domain/records/job-status.js";
import type { Filter } from "../../domain/records/wire.js";
import { type Caller, filters } from "../http/caller.js";
import type { Listing } from "../http/listing.js";
import type { CallOptions } from "../http/send.js";

/** Filters the labeling jobs of a team; all conditions must match. */
export interface JobQuery {
  /** Only jobs created by the account with this id. */
  readonly createdById?: number | undefined;
  /** Only jobs of the annotator with this id. */
  readonly assignedToId?: number | undefined;
  /** Only jobs on this project. */
  readonly projectId?: number | undefined;
  /** Only jobs on this dataset. */
  readonly datasetId?: number | undefined;
  /** Only jobs of this reviewer. */
  readonly reviewerId?: number | undefined;
  /** Only jobs with these ids. */
  readonly ids?: readonly number[] | undefined;
  /** Name, with or without a number that the instance appended, such as ` (#18)`. Cost: reads the jobs of all names. */
  readonly names?: readonly string[] | undefined;
  /** Only jobs of one of these statuses. */
  readonly statuses?: readonly SeenStatus[] | undefined;
  /** No jobs of these statuses. */
  readonly excludeStatuses?: readonly SeenStatus[] | undefined;
  /** Whether to include archived jobs. Default false. */
  readonly showDisabled?: boolean | undefined;
  /** Whether to include jobs of queues. Default true. */
  readonly isPartOfQueue?: boolean | undefined;
  /** Only jobs of these queues. */
  readonly queueIds?: readonly number[] | undefined;
}

const querySchema = z
  .strictObject({
    createdById: kinds.id,
    assignedToId: kinds.id,
    projectId: kinds.id,
    datasetId: kinds.id,
    reviewerId: kinds.id,
    ids: kinds.ids,
    names: kinds.names,
    statuses: kinds.names,
    excludeStatuses: kinds.names,
    showDisabled: kinds.flag,
    isPartOfQueue: kinds.flag,
    queueIds: kinds.ids,
  })
  .partial();

/** Reads labeling jobs, and caches the team of each. */
export class JobReader {
  readonly #caller: Caller;
  readonly #cachingSchema = jobSchema.transform((job) => {
    this.#caller.idCache.teamOfJob.set(job.id, job.teamId);
    return job;
  });

  /** @internal */
  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /** Reads one job with its images. @throws {NotFoundError} it does not exist */
  info(id: number, options?: CallOptions): Promise<JobInfo> {
    return this.#caller.read("jobs.info", { id }, this.#cachingSchema, options);
  }

  /** Reads one job with its images; null if it does not exist. */
  infoOrNull(id: number, options?: CallOptions): Promise<JobInfo | null> {
    return this.#caller.readOrNull("jobs.info", { id }, this.#cachingSchema, options);
  }

  /**
   * Lists the jobs of a team. Names are compared here, because an instance may append a number to a name: `isExact` lets the
   * server compare, which costs less but misses names with such a number.
   */
  list(teamId: number, query: JobQuery, options?: CallOptions, isExact = false): Listing<JobInfo> {
    parseArgument("labelingJob.getList", "query", querySchema, query);
    const { names, ...others } = query;
    return this.#caller.list(
      "jobs.list",
      {
        label: `labeling jobs of team ${teamId}`,
        body: { teamId, showDisabled: query.showDisabled ?? false },
        filter: jobFilter(isExact ? { ...query, names: names?.flatMap(nameSpellings) } : others),
        keep: names && ((job: JobInfo) => names.some((name) => isJobName(job.name, name))),
        schema: this.#cachingSchema,
        record: JobInfo,
      },
      options,
    );
  }

  /** Reads the existing jobs of `ids`, including archived ones. Cost: one request if their team is known. */
  async existing(ids: readonly number[], teamId: number | undefined, options?: CallOptions): Promise<JobInfo[]> {
    const { teamOfJob } = this.#caller.idCache;
    const jobs = new Map<number, JobInfo>();
    const rememberAll = (found: Iterable<JobInfo | null>) => {
      for (const job of found) if (job !== null) jobs.set(job.id, job);
    };
    const team = teamId ?? ids.map((id) => teamOfJob.get(id)).find((cachedTeam) => cachedTeam !== undefined);
    if (team === undefined && ids[0] !== undefined) rememberAll([await this.infoOrNull(ids[0], options)]);
    const guess = team ?? [...jobs.values()][0]?.teamId;

    const byTeam = new Map<number, number[]>();
    for (const id of ids) {
      const likely = teamOfJob.get(id) ?? guess;
      if (likely !== undefined && !jobs.has(id)) byTeam.set(likely, [...(byTeam.get(likely) ?? []), id]);
    }
    for (const [id, members] of byTeam) rememberAll(await this.list(id, { ids: members, showDisabled: true }, options));
    // A job may be in another team than the assumed one.
    for (const id of ids) {
      if (!jobs.has(id) && teamOfJob.get(id) === undefined) rememberAll([await this.infoOrNull(id, options)]);
    }
    return [...jobs.values()];
  }

  /** Reads the jobs of `ids`, in order. @throws {NotFoundError} one does not exist */
  async records(
    ids: readonly number[],
    teamId: number | undefined,
    options?: CallOptions,
  ): Promise<RecordList<JobInfo>> {
    const jobs = new Map((await this.existing(ids, teamId, options)).map((job) => [job.id, job]));
    const records: JobInfo[] = [];
    for (const id of ids) records.push(jobs.get(id) ?? (await this.info(id, options)));
    return RecordList.collect(JobInfo, records);
  }
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

/** Limits annotations to the classes and tags of a job. */
export function limitToJob(job: JobInfo, annotations: readonly ImageAnnotation[]): readonly ImageAnnotation[] {
  const isAllowed = (names: readonly string[], name: string | undefined) =>
    names.length === 0 || names.includes(name ?? "");
  return annotations.map((one) => ({
    ...one,
    annotation: {
      ...one.annotation,
      tags: one.annotation.tags.filter(({ name }) => isAllowed(job.tagsToLabel, name)),
      objects: one.annotation.objects.filter(({ classTitle }) => isAllowed(job.classesToLabel, classTitle)),
    },
  }));
}
