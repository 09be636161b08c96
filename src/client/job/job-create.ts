/** Creates labeling jobs once, and finds them again after a lost response. */
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { defined } from "../../base/defined.js";
import { RecordList } from "../../domain/display/record-display.js";
import { isSlylabError } from "../../domain/errors.js";
import { isSameName, nameKey } from "../../domain/names.js";
import { JobInfo } from "../../domain/records/job.js";
import { idSchema } from "../../domain/records/wire.js";
import { type Body, type Caller, type CreateSearch, createdId } from "../http/caller.js";
import { match } from "../http/create-recovery.js";
import { withRemark } from "../http/failures.js";
import type { CallOptions } from "../http/send.js";
import type { JobReader } from "./job-read.js";
import type { JobBody } from "./job-settings.js";

/** The jobs of one request, to search for after a lost response. */
interface Wanted {
  readonly name: string;
  readonly datasetId: number;
  /** One job per user. */
  readonly userIds: readonly number[];
  readonly teamId?: number | undefined;
  /** The custom data that was sent with them. */
  readonly customData?: Readonly<Record<string, unknown>> | undefined;
}

/** Creates labeling jobs. */
export class JobMaker {
  readonly #caller: Caller;
  readonly #reader: JobReader;

  /** @internal */
  constructor(caller: Caller, reader: JobReader) {
    this.#caller = caller;
    this.#reader = reader;
  }

  /** Creates a job for each user of `body`; returns their ids. */
  add(body: JobBody, teamId: number | undefined, options?: CallOptions): Promise<readonly number[]> {
    const { name, datasetId, userIds, customData } = body;
    return this.#make("jobs.add", body, { name, datasetId, userIds, teamId, customData }, options);
  }

  /** Creates a job of the rejected images of another for each user; returns their ids. */
  restart(job: JobInfo, body: Body, wanted: Wanted, options?: CallOptions): Promise<readonly number[]> {
    this.#caller.creations.claim("job", [job.id]);
    return this.#make("jobs.restart", body, wanted, options);
  }

  /** Reads new jobs in the order of `ids`. An error says that they were created, because retrying would create more. */
  async records(
    ids: readonly number[],
    datasetId: number,
    teamId: number | undefined,
    options?: CallOptions,
  ): Promise<RecordList<JobInfo>> {
    if (ids.length === 0) return RecordList.collect(JobInfo, []);
    try {
      return await this.#reader.records(ids, teamId ?? this.#caller.idCache.teamOfDataset.get(datasetId), options);
    } catch (error) {
      if (!isSlylabError(error)) throw error;
      const created = ids.length === 1 ? `job ${ids[0]} was` : `jobs ${ids.join(", ")} were`;
      throw withRemark(error, `${created} created anyway, so do not create again`);
    }
  }

  #make(method: string, body: Body, wanted: Wanted, options?: CallOptions): Promise<readonly number[]> {
    const key = `job ${wanted.datasetId} ${nameKey(wanted.name)}`;
    const find = (search: CreateSearch) => this.#find(wanted, search);
    return this.#caller.create(method, { kind: "job", body, schema: z.array(createdId), key, find }, options);
  }

  /** Finds the jobs that a request with a lost response created; all or none, because it is one transaction. */
  async #find(wanted: Wanted, { call, unclaimed }: CreateSearch): Promise<readonly number[] | undefined> {
    const { name, datasetId, userIds, customData } = wanted;
    const teamId = wanted.teamId ?? (await this.teamOfDataset(datasetId, call));
    const query = { names: [name], datasetId, createdById: await this.#myId(call), showDisabled: true };
    // Searches for the sent name first, with one request; then for names that the instance may have derived from it.
    for (const isExact of [true, false]) {
      const existing = await this.#reader.list(teamId, query, call, isExact);
      const created = match(
        userIds,
        unclaimed(existing),
        (userId, candidate) => candidate.assignedToId === userId && matchesCustomData(candidate, customData),
      );
      const ids = created.flatMap((job) => job?.id ?? []);
      if (ids.length === userIds.length) return ids;
    }
    return undefined;
  }

  /** Returns the team of a dataset. Cost: none if it is cached. */
  async teamOfDataset(datasetId: number, options?: CallOptions): Promise<number> {
    const { idCache } = this.#caller;
    const teamId = idCache.teamOfDataset.get(datasetId) ?? (await this.#askTeam(datasetId, options));
    idCache.teamOfDataset.set(datasetId, teamId);
    return teamId;
  }

  async #askTeam(datasetId: number, options?: CallOptions): Promise<number> {
    const datasetSchema = z.object({ teamId: idSchema.nullish(), projectId: idSchema });
    const dataset = await this.#caller.read("datasets.info", { id: datasetId }, datasetSchema, options);
    if (dataset.teamId != null) return dataset.teamId;
    const projectSchema = z.object({ teamId: idSchema });
    return (await this.#caller.read("projects.info", { id: dataset.projectId }, projectSchema, options)).teamId;
  }

  async #myId(options: CallOptions): Promise<number> {
    const { idCache } = this.#caller;
    idCache.myId ??= (await this.#caller.read("users.me", {}, z.object({ id: idSchema }), options)).id;
    return idCache.myId;
  }
}

/**
 * Whether the custom data of a job can be that of a request. Jobs without data match: some instances do not store it.
 */
function matchesCustomData({ customData }: JobInfo, sent: Readonly<Record<string, unknown>> = {}): boolean {
  if (Object.keys(customData).length === 0) return true;
  const wanted = JSON.parse(JSON.stringify(sent)) as object;
  return Object.entries(wanted).every(([key, value]) => isDeepStrictEqual(customData[key], value));
}

/** Settings of a copy that differ from its job. */
export interface CloneOptions {
  /** Name. Default: that of the other job. */
  readonly name?: string | undefined;
  /** Annotators, one job each. Default: that of the other job. */
  readonly assigneeIds?: readonly number[] | undefined;
  /** Reviewer; null: none. Default: that of the other job. */
  readonly reviewerId?: number | null | undefined;
  /** Ids of images of the other job. Default: all. */
  readonly imagesIds?: readonly number[] | undefined;
  /** Custom data of the new job. Default: none. */
  readonly customData?: Readonly<Record<string, unknown>>;
}

/** Tags of a job's images, as needed for its filters. */
export interface TaggedImage {
  readonly tags: readonly { readonly name: string }[];
}

/**
 * Builds the request that creates a copy of `job` with the same images.
 *
 * The tag filters and the range selected those images when `job` was created. They are copied only if they still select all of
 * them: otherwise the copy would have fewer images.
 */
export function cloneBody(job: JobInfo, images: readonly TaggedImage[], options: CloneOptions): JobBody {
  const { imagesIds, customData } = options;
  const entities = imagesIds === undefined ? (job.entities ?? []) : imagesIds.map((id) => ({ id }));
  const [start, end] = job.imagesRange;
  const isRangeWhole =
    imagesIds === undefined && (start === null || start <= 1) && (end === null || end >= entities.length);
  const areFiltersWhole = images.every(({ tags }) =>
    job.filterImagesByTags.every(({ name, positive }) => tags.some((tag) => isSameName(tag.name, name)) === positive),
  );
  // `settings` also has fields that this version does not know; null means not set.
  const { range: _range, ...settings } = Object.fromEntries(
    Object.entries(job.settings).filter(([, value]) => value !== null && value !== undefined),
  );
  const reviewerId = (options.reviewerId === undefined ? job.reviewerId : options.reviewerId) ?? undefined;
  return {
    name: options.name ?? job.name,
    datasetId: job.datasetId ?? 0,
    userIds: options.assigneeIds ?? (job.assignedToId === null ? [] : [job.assignedToId]),
    readme: job.readme,
    description: job.description,
    ...defined({ reviewerId, customData }),
    meta: {
      ...settings,
      classes: job.classesToLabel,
      projectTags: job.tagsToLabel,
      imageTags: areFiltersWhole ? job.filterImagesByTags.map(({ name, positive }) => ({ name, positive })) : [],
      imageFiguresLimit: job.objectsLimitPerImage ?? 0,
      imageTagsLimit: job.tagsLimitPerImage ?? 0,
      entityIds: entities.map(({ id }) => id),
      ...((start !== null || end !== null) && isRangeWhole ? { range: { start, end } } : {}),
    },
  };
}
