/** Labeling jobs as they are read: by id, by list, and many at once. */

import { RecordList } from "../../domain/display/record-display.js";
import { isJobName, nameSpellings } from "../../domain/names.js";
import type { ImageAnnotation } from "../../domain/records/image.js";
import { JobInfo, jobSchema } from "../../domain/records/job.js";
import type { SeenStatus } from "../../domain/records/job-status.js";
import type { Filter } from "../../domain/records/wire.js";
import { checkShape, kinds } from "../http/arguments.js";
import { type Caller, filters } from "../http/caller.js";
import type { Listing } from "../http/listing.js";
import type { CallOptions } from "../http/send.js";

/** Which labeling jobs of a team; all conditions must hold. */
export interface JobQuery {
  /** Only jobs that this account created. */
  readonly createdById?: number | undefined;
  /** Only jobs of this annotator. */
  readonly assignedToId?: number | undefined;
  /** Only jobs on this project. */
  readonly projectId?: number | undefined;
  /** Only jobs on this dataset. */
  readonly datasetId?: number | undefined;
  /** Only jobs of this reviewer. */
  readonly reviewerId?: number | undefined;
  /** Only jobs of these ids. */
  readonly ids?: readonly number[] | undefined;
  /** With or without a number that the instance appended, such as ` (#18)`. Cost: the jobs of all names are read. */
  readonly names?: readonly string[] | undefined;
  /** Only jobs of one of these statuses. */
  readonly statuses?: readonly SeenStatus[] | undefined;
  /** No jobs of these statuses. */
  readonly excludeStatuses?: readonly SeenStatus[] | undefined;
  /** Archived ones too. Default false. */
  readonly showDisabled?: boolean | undefined;
  /** False leaves out the jobs of queues. Default true. */
  readonly isPartOfQueue?: boolean | undefined;
  /** Only jobs of these queues. */
  readonly queueIds?: readonly number[] | undefined;
}

const queryShape = {
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
};

/** Reads labeling jobs, and remembers the team of each. */
export class JobReader {
  readonly #caller: Caller;
  readonly #noted = jobSchema.transform((job) => {
    this.#caller.known.teamOfJob.set(job.id, job.teamId);
    return job;
  });

  /** @internal */
  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /** One job with its images. */
  info(id: number, options?: CallOptions): Promise<JobInfo> {
    return this.#caller.read("jobs.info", { id }, this.#noted, options);
  }

  /** One job with its images, or null where there is none. */
  infoOrNull(id: number, options?: CallOptions): Promise<JobInfo | null> {
    return this.#caller.readOrNull("jobs.info", { id }, this.#noted, options);
  }

  /**
   * The jobs of a team. Names are compared here, since an instance may append a number to the name that was given:
   * `isExact` leaves that to the server, which costs less and finds the name as it was sent only.
   */
  list(teamId: number, query: JobQuery, options?: CallOptions, isExact = false): Listing<JobInfo> {
    checkShape("labelingJob.getList", "query", query, queryShape);
    const { signal, timeout, jobId } = options ?? {};
    const { names, ...others } = query;
    return this.#caller.list("jobs.list", {
      signal,
      timeout,
      jobId,
      label: `labeling jobs of team ${teamId}`,
      body: { teamId, showDisabled: query.showDisabled ?? false },
      filter: jobFilter(isExact ? { ...query, names: names?.flatMap(nameSpellings) } : others),
      keep: names && ((job: JobInfo) => names.some((name) => isJobName(job.name, name))),
      schema: this.#noted,
      record: JobInfo,
    });
  }

  /** The jobs of `ids` that are there, archived ones too. Cost: one request for the jobs of a team that is known. */
  async present(ids: readonly number[], teamId: number | undefined, options?: CallOptions): Promise<JobInfo[]> {
    const { teamOfJob } = this.#caller.known;
    const jobs = new Map<number, JobInfo>();
    const note = (found: Iterable<JobInfo | null>) => {
      for (const job of found) if (job !== null) jobs.set(job.id, job);
    };
    const team = teamId ?? ids.map((id) => teamOfJob.get(id)).find((known) => known !== undefined);
    if (team === undefined && ids[0] !== undefined) note([await this.infoOrNull(ids[0], options)]);
    const guess = team ?? [...jobs.values()][0]?.teamId;

    const byTeam = new Map<number, number[]>();
    for (const id of ids) {
      const place = teamOfJob.get(id) ?? guess;
      if (place !== undefined && !jobs.has(id)) byTeam.set(place, [...(byTeam.get(place) ?? []), id]);
    }
    for (const [place, members] of byTeam) note(await this.list(place, { ids: members, showDisabled: true }, options));
    // A job whose team was only guessed may be in another one.
    for (const id of ids) {
      if (!jobs.has(id) && teamOfJob.get(id) === undefined) note([await this.infoOrNull(id, options)]);
    }
    return [...jobs.values()];
  }

  /** The records of `ids`, in their order. @throws {NotFoundError} one is not there */
  async records(
    ids: readonly number[],
    teamId: number | undefined,
    options?: CallOptions,
  ): Promise<RecordList<JobInfo>> {
    const jobs = new Map((await this.present(ids, teamId, options)).map((job) => [job.id, job]));
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

/** What of annotations a job labels: the objects of its classes, and its tags. */
export function labeledIn(job: JobInfo, annotations: readonly ImageAnnotation[]): readonly ImageAnnotation[] {
  const isOf = (names: readonly string[], name: string | undefined) => names.length === 0 || names.includes(name ?? "");
  return annotations.map((one) => ({
    ...one,
    annotation: {
      ...one.annotation,
      tags: one.annotation.tags.filter(({ name }) => isOf(job.tagsToLabel, name)),
      objects: one.annotation.objects.filter(({ classTitle }) => isOf(job.classesToLabel, classTitle)),
    },
  }));
}
