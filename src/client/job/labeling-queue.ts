import { z } from "zod";
import { isJobName, nameKey } from "../../domain/names.js";
import { type JobStatus, type SeenStatus, Status } from "../../domain/records/job-status.js";
import { ProjectMeta, projectMetaSchema } from "../../domain/records/project.js";
import { type QueueEntity, QueueInfo, queueEntitySchema, queueSchema } from "../../domain/records/queue.js";
import { type Filter, idSchema } from "../../domain/records/wire.js";
import { badArgument, check, checkShape, kinds, listOf, oneOf } from "../http/arguments.js";
import { type Body, type Caller, defined, filters } from "../http/caller.js";
import type { Listing } from "../http/listing.js";
import type { CallOptions } from "../http/send.js";
import { type LabelSettings, labelMeta, labelShape } from "./job-settings.js";
import type { LabelingJobApi } from "./labeling-job.js";

/** A new labeling queue, by the official SDK's names in camelCase. */
export interface QueueCreateOptions extends LabelSettings {
  /** Name of the queue. */
  readonly name: string;
  /** The images come from here, or from `collectionId`. */
  readonly datasetId?: number | undefined;
  /** Collection whose images the queue hands out; or give a dataset. */
  readonly collectionId?: number | undefined;
  /** Who draws images to annotate. */
  readonly userIds: readonly number[];
  /** Who draws images to review. */
  readonly reviewerIds: readonly number[];
  /** Instructions for the annotators, as Markdown. Default: empty. */
  readonly readme?: string | undefined;
  /** Description of the queue. Default: empty. */
  readonly description?: string | undefined;
  /** Id of a reviewer. */
  readonly reviewerId?: number | undefined;
  /** Annotators do not see who drew a figure. Default false. */
  readonly hideFigureAuthor?: boolean | undefined;
  /** A reviewer may review what they drew. Default false. */
  readonly allowReviewOwnAnnotations?: boolean | undefined;
  /** Default false. */
  readonly skipCompleteJobOnEmpty?: boolean | undefined;
  /** Who checks in between; makes the queue one with a quality check. */
  readonly qualityCheckUserIds?: readonly number[] | undefined;
  /** The team, where it is known: saves a request after a lost answer. */
  readonly teamId?: number | undefined;
}

/** Which queues of a team; all conditions must hold. */
export interface QueueQuery {
  /** Only queues on this project. */
  readonly projectId?: number | undefined;
  /** Only queues on this dataset. */
  readonly datasetId?: number | undefined;
  /** Only queues on this collection. */
  readonly collectionId?: number | undefined;
  /** Only queues of these ids. */
  readonly ids?: readonly number[] | undefined;
  /** Only queues of these names. */
  readonly names?: readonly string[] | undefined;
  /** Archived ones too. Default false. */
  readonly showDisabled?: boolean | undefined;
}

/** Which images of a queue. */
export interface QueueEntityQuery {
  /** The mark they have; null for those that nobody took yet. */
  readonly statuses?: readonly ("none" | "done" | "accepted" | null)[] | undefined;
  /** Conditions that the images must meet. */
  readonly filter?: readonly Filter[] | undefined;
  /** Only images of this collection. */
  readonly collectionId?: number | undefined;
}

const queueShape = {
  ...labelShape,
  name: kinds.name,
  datasetId: kinds.id,
  collectionId: kinds.id,
  userIds: kinds.someIds,
  reviewerIds: kinds.ids,
  readme: kinds.text,
  description: kinds.text,
  reviewerId: kinds.id,
  hideFigureAuthor: kinds.flag,
  allowReviewOwnAnnotations: kinds.flag,
  skipCompleteJobOnEmpty: kinds.flag,
  qualityCheckUserIds: kinds.someIds,
  teamId: kinds.id,
};
const queryShape = {
  projectId: kinds.id,
  datasetId: kinds.id,
  collectionId: kinds.id,
  ids: kinds.ids,
  names: kinds.names,
  showDisabled: kinds.flag,
};
const entityShape = {
  statuses: listOf(oneOf("none", "done", "accepted", null)),
  filter: kinds.list,
  collectionId: kinds.id,
};

const entityPageSize = 25;

const creating = "labelingQueue.create";

/** Labeling queues: `api.labelingQueue`. */
export class LabelingQueueApi {
  readonly #caller: Caller;
  readonly #jobs: LabelingJobApi;

  /** @internal */
  constructor(caller: Caller, jobs: LabelingJobApi) {
    this.#caller = caller;
    this.#jobs = jobs;
  }

  /** The statuses by name, as of jobs. */
  get Status(): typeof Status {
    return Status;
  }

  /** Makes a queue; gives its id. A queue whose answer was lost is found by name, place, maker and time. */
  async create(queue: QueueCreateOptions, options?: CallOptions): Promise<number> {
    checkShape(creating, "queue", queue, queueShape);
    const { name, datasetId, collectionId, userIds, reviewerIds, readme, description, reviewerId } = queue;
    if ((datasetId === undefined) === (collectionId === undefined)) {
      throw badArgument(creating, "datasetId", "a queue needs either a dataset or a collection", "give one of them");
    }
    check(creating, "userIds", kinds.ids, userIds);
    check(creating, "reviewerIds", kinds.ids, reviewerIds);
    const { qualityCheckUserIds, allowReviewOwnAnnotations, skipCompleteJobOnEmpty } = queue;
    const flags = defined({
      reviewOwnAnnotationsAvailable: allowReviewOwnAnnotations,
      skipCompleteAnnotationJobOnEmpty: skipCompleteJobOnEmpty,
    });
    const body = {
      name,
      userIds,
      reviewerIds,
      meta: queueMeta(queue),
      ...defined({ datasetId, collectionId, readme, description, reviewerId, qualityCheckUserIds }),
      ...(Object.keys(flags).length === 0 ? {} : { queueMeta: flags }),
    };
    check("labelingQueue.create", "name", kinds.name, name);
    const claim = (id: number): number => {
      this.#caller.creations.claim("queue", [id]);
      return id;
    };
    return this.#caller.create(
      "labeling-queues.add",
      {
        body,
        schema: z.object({ id: idSchema }),
        key: `queue ${datasetId ?? collectionId} ${nameKey(name)}`,
        take: ({ id }) => claim(id),
        find: async (search) => {
          const call = { signal: search.signal, timeout: search.timeout };
          const teamId = queue.teamId ?? (await this.#teamOf(queue, call));
          const query = defined({ names: [name], datasetId, collectionId, showDisabled: true });
          const there = await this.getList(teamId, query, call);
          const [made] = this.#caller.creations.unclaimed("queue", there, search.sentAt());
          return made && claim(made.id);
        },
      },
      options,
    );
  }

  /** The queues of a team. */
  getList(teamId: number, query: QueueQuery = {}, options?: CallOptions): Listing<QueueInfo> {
    checkShape("labelingQueue.getList", "query", query, queryShape);
    const { signal, timeout, jobId } = options ?? {};
    const { projectId, datasetId, collectionId, ids, names, showDisabled = false } = query;
    return this.#caller.list("labeling-queues.list", {
      signal,
      timeout,
      jobId,
      label: `labeling queues of team ${teamId}`,
      body: { teamId, showDisabled },
      filter: filters({ projectId, datasetId, collectionId, id: ids }),
      // As with jobs, an instance may append a number to the name that was given.
      keep: names && ((found: QueueInfo) => names.some((name) => isJobName(found.name, name))),
      schema: queueSchema,
      record: QueueInfo,
    });
  }

  /** One queue. @throws {NotFoundError} no such queue, or none that this account sees */
  getInfoById(id: number, options?: CallOptions): Promise<QueueInfo> {
    return this.#caller.read("labeling-queues.info", { id }, queueSchema, options);
  }

  /** Where a queue is in its life. */
  async getStatus(id: number, options?: CallOptions): Promise<SeenStatus> {
    return (await this.getInfoById(id, options)).status;
  }

  /** Moves a queue to a status. @throws {InvalidError} there is no such move from where it is */
  async setStatus(id: number, status: JobStatus, options?: CallOptions): Promise<void> {
    check("labelingQueue.setStatus", "status", kinds.status, status);
    await this.#caller.effect("labeling-queues.set-status", { id, status }, options);
  }

  /** The project's meta, narrowed to what the queue's jobs label. Cost: three requests, however many jobs. */
  async getProjectMeta(id: number, options?: CallOptions): Promise<ProjectMeta> {
    const queue = await this.getInfoById(id, options);
    if (queue.projectId === null) return new ProjectMeta({ classes: [], tags: [] });
    const [meta, jobs] = await Promise.all([
      this.#caller.read("projects.meta", { id: queue.projectId }, projectMetaSchema, options),
      this.#jobs.getList(queue.teamId, { ids: queue.jobs, showDisabled: true }, options),
    ]);
    const classes = new Set(jobs.flatMap(({ classesToLabel }) => classesToLabel));
    const tags = new Set(jobs.flatMap(({ tagsToLabel }) => tagsToLabel));
    return new ProjectMeta({
      classes: meta.classes.filter(({ name }) => classes.has(name)),
      tags: meta.tags.filter(({ name }) => tags.has(name)),
      projectType: meta.projectType,
    });
  }

  /** The images of a queue by name, as their pages come. Cost: one request for 25 images. */
  async *eachEntity(
    id: number,
    query: QueueEntityQuery = {},
    options?: CallOptions,
  ): AsyncGenerator<QueueEntity, void, undefined> {
    for (let page = 1; ; page += 1) {
      const { total, images } = await this.#entities(id, query, page, entityPageSize, options);
      yield* images;
      if (images.length === 0 || page * entityPageSize >= total) return;
    }
  }

  /** How many images of a queue there are. Cost: one request. */
  async getEntitiesCount(id: number, query: QueueEntityQuery = {}, options?: CallOptions): Promise<number> {
    return (await this.#entities(id, query, 1, 1, options)).total;
  }

  async #entities(id: number, query: QueueEntityQuery, page: number, perPage: number, options?: CallOptions) {
    checkShape("labelingQueue.eachEntity", "query", query, entityShape);
    const { statuses, filter, collectionId } = query;
    const inCollection = collectionId && [{ type: "entities_collection", data: { collectionId, include: true } }];
    return this.#caller.read(
      "labeling-queues.stats.entities",
      {
        id,
        page,
        per_page: perPage,
        sort: "name",
        sort_order: "asc",
        ...defined({ entityStatus: statuses, filter, filters: inCollection }),
      },
      z.object({ total: z.int().nonnegative(), images: z.array(queueEntitySchema) }),
      options,
    );
  }

  async #teamOf({ datasetId }: QueueCreateOptions, options: CallOptions): Promise<number> {
    if (datasetId !== undefined) return this.#jobs.teamOfDataset(datasetId, options);
    throw badArgument(creating, "teamId", "the collection's team is unknown", "pass teamId");
  }
}

/** A queue's settings: those of a job, where what was not given is not said. */
function queueMeta(queue: QueueCreateOptions): Body {
  const isChecked = queue.enableQualityCheck ?? (queue.qualityCheckUserIds === undefined ? undefined : true);
  const settings = isChecked === undefined ? queue : { ...queue, enableQualityCheck: isChecked };
  const { entityIds, allowRestore, ...meta } = labelMeta(settings);
  return {
    ...meta,
    ...(queue.imagesIds === undefined ? {} : { entityIds }),
    ...(queue.allowRestore === undefined ? {} : { allowRestore }),
    hideFigureAuthor: queue.hideFigureAuthor ?? false,
  };
}
