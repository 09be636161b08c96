import { z } from "zod";
import { defined } from "../../base/defined.js";
import { kinds } from "../../domain/arguments/kinds.js";
import { parseArgument, parseArguments } from "../../domain/arguments/parse-arguments.js";
import type { RecordClass } from "../../domain/display/record-display.js";
import { badArgument } from "../../domain/errors.js";
import { isJobName, nameKey } from "../../domain/names.js";
import { type JobStatus, type SeenStatus, Status } from "../../domain/records/job-status.js";
import { ProjectMeta, projectMetaSchema } from "../../domain/records/project-meta.js";
import { type QueueEntity, QueueInfo, queueEntitySchema, queueSchema } from "../../domain/records/queue.js";
import type { Filter } from "../../domain/records/wire.js";
import { ApiGroup } from "../http/api-group.js";
import { type Body, type Caller, createdId, filters } from "../http/caller.js";
import { Listing } from "../http/listing.js";
import { eachNumberedPage, type PageQuery } from "../http/pages.js";
import { checked } from "../http/read-response.js";
import { type CallOptions, checkCallOptions } from "../http/send.js";
import { type LabelSettings, labelMeta, labelShape } from "./job-settings.js";
import type { LabelingJobApi } from "./labeling-job.js";

/** Options of a new labeling queue, with the official SDK's names in camelCase. */
export interface QueueCreateOptions extends LabelSettings {
  /** Name of the queue. */
  readonly name: string;
  /** Id of the dataset of the images. Pass either this or `collectionId`. */
  readonly datasetId?: number | undefined;
  /** Id of the collection of the images. Pass either this or `datasetId`. */
  readonly collectionId?: number | undefined;
  /** Ids of the annotators. */
  readonly userIds: readonly number[];
  /** Ids of the reviewers. */
  readonly reviewerIds: readonly number[];
  /** Instructions for annotators, in Markdown. Default: empty. */
  readonly readme?: string | undefined;
  /** Description of the queue. Default: empty. */
  readonly description?: string | undefined;
  /** Id of a reviewer. */
  readonly reviewerId?: number | undefined;
  /** Whether to hide the author of a figure from annotators. Default false. */
  readonly hideFigureAuthor?: boolean | undefined;
  /** Whether annotators may review their own annotations. Default false. */
  readonly allowReviewOwnAnnotations?: boolean | undefined;
  /** Whether to keep the queue open when there are no images to label, instead of completing it. Default false. */
  readonly skipCompleteJobOnEmpty?: boolean | undefined;
  /** Ids of the people who check quality before the review; enables the quality check. */
  readonly qualityCheckUserIds?: readonly number[] | undefined;
  /** Id of the team, if known: saves a request after a lost response. */
  readonly teamId?: number | undefined;
}

/** Filters the queues of a team; all conditions must match. */
export interface QueueQuery {
  /** Only queues on this project. */
  readonly projectId?: number | undefined;
  /** Only queues on this dataset. */
  readonly datasetId?: number | undefined;
  /** Only queues on this collection. */
  readonly collectionId?: number | undefined;
  /** Only queues with these ids. */
  readonly ids?: readonly number[] | undefined;
  /** Only queues with these names. */
  readonly names?: readonly string[] | undefined;
  /** Whether to include archived queues. Default false. */
  readonly showDisabled?: boolean | undefined;
}

/** Filters the images of a queue; all conditions must match. */
export interface QueueEntityQuery {
  /** Only images with one of these marks; null: not assigned yet. */
  readonly statuses?: readonly ("none" | "done" | "accepted" | null)[] | undefined;
  /** Further filters. */
  readonly filter?: readonly Filter[] | undefined;
  /** Only images of this collection. */
  readonly collectionId?: number | undefined;
}

const newQueueSchema = z
  .strictObject({
    ...labelShape,
    datasetId: kinds.id,
    collectionId: kinds.id,
    readme: kinds.text,
    description: kinds.text,
    reviewerId: kinds.id,
    hideFigureAuthor: kinds.flag,
    allowReviewOwnAnnotations: kinds.flag,
    skipCompleteJobOnEmpty: kinds.flag,
    qualityCheckUserIds: kinds.someIds,
    teamId: kinds.id,
  })
  .partial()
  .extend({ name: kinds.name, userIds: kinds.someIds, reviewerIds: kinds.ids });
const querySchema = z
  .strictObject({
    projectId: kinds.id,
    datasetId: kinds.id,
    collectionId: kinds.id,
    ids: kinds.ids,
    names: kinds.names,
    showDisabled: kinds.flag,
  })
  .partial();
const entityQuerySchema = z
  .strictObject({
    statuses: z.array(z.literal(["none", "done", "accepted", null])),
    filter: kinds.list,
    collectionId: kinds.id,
  })
  .partial();

const entityPageSize = 25;

const entityMethod = "labeling-queues.stats.entities";

const entityRecord: RecordClass<QueueEntity> = {
  plural: "queue images",
  columns: [
    { title: "Image", kind: "id", value: ({ id }) => id },
    { title: "Name", kind: "text", value: ({ name }) => name },
    { title: "Mark", kind: "status", value: ({ reviewStatus }) => reviewStatus },
  ],
};

const creating = "labelingQueue.create";

/** Labeling queues: `api.labelingQueue`. */
export class LabelingQueueApi extends ApiGroup {
  readonly #jobs: LabelingJobApi;

  /** @internal */
  constructor(caller: Caller, jobs: LabelingJobApi) {
    super(caller);
    this.#jobs = jobs;
  }

  /** The queue statuses by name; the same as those of jobs. */
  get Status(): typeof Status {
    return Status;
  }

  /** Creates a queue; returns its id. After a lost response, it is found by name, dataset, creator and time. */
  async create(queue: QueueCreateOptions, options?: CallOptions): Promise<number> {
    parseArguments(creating, newQueueSchema, queue, "queue");
    const { name, datasetId, collectionId, userIds, reviewerIds, readme, description, reviewerId } = queue;
    if ((datasetId === undefined) === (collectionId === undefined)) {
      const given = datasetId === undefined ? "neither" : "both";
      throw badArgument(creating, "datasetId", `${given} of datasetId and collectionId given, expected one of them`);
    }
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
    return this.caller.create(
      "labeling-queues.add",
      {
        body,
        schema: createdId,
        kind: "queue",
        key: `queue ${datasetId ?? collectionId} ${nameKey(name)}`,
        find: async ({ call, unclaimed }) => {
          const teamId = queue.teamId ?? (await this.#teamOf(queue, call));
          const query = defined({ names: [name], datasetId, collectionId, showDisabled: true });
          return unclaimed(await this.getList(teamId, query, call))[0]?.id;
        },
      },
      options,
    );
  }

  /** Lists the queues of a team. */
  getList(teamId: number, query: QueueQuery = {}, options?: CallOptions): Listing<QueueInfo> {
    parseArgument("labelingQueue.getList", "query", querySchema, query);
    const { projectId, datasetId, collectionId, ids, names, showDisabled = false } = query;
    return this.caller.list(
      "labeling-queues.list",
      {
        label: `labeling queues of team ${teamId}`,
        body: { teamId, showDisabled },
        filter: filters({ projectId, datasetId, collectionId, id: ids }),
        // Like for jobs, an instance may append a number to the given name.
        keep: names && ((found: QueueInfo) => names.some((name) => isJobName(found.name, name))),
        schema: queueSchema,
        record: QueueInfo,
      },
      options,
    );
  }

  /** Reads a queue. @throws {NotFoundError} it does not exist or is not visible */
  getInfoById(id: number, options?: CallOptions): Promise<QueueInfo> {
    return this.caller.read("labeling-queues.info", { id }, queueSchema, options);
  }

  /** Returns the status of a queue. */
  async getStatus(id: number, options?: CallOptions): Promise<SeenStatus> {
    return (await this.getInfoById(id, options)).status;
  }

  /** Changes the status of a queue. @throws {InvalidError} its current status does not allow this change */
  async setStatus(id: number, status: JobStatus, options?: CallOptions): Promise<void> {
    parseArgument("labelingQueue.setStatus", "status", kinds.status, status);
    await this.caller.sendIdempotent("labeling-queues.set-status", { id, status }, options);
  }

  /** Reads the project's meta, limited to the classes and tags of the queue's jobs. Cost: three requests. */
  async getProjectMeta(id: number, options?: CallOptions): Promise<ProjectMeta> {
    const queue = await this.getInfoById(id, options);
    if (queue.projectId === null) return new ProjectMeta({ classes: [], tags: [] });
    const [meta, jobs] = await Promise.all([
      this.caller.read("projects.meta", { id: queue.projectId }, projectMetaSchema, options),
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

  /** Lists the images of a queue, sorted by name. Cost: one request per 25 images. */
  getEntities(id: number, query: QueueEntityQuery = {}, options: CallOptions = {}): Listing<QueueEntity> {
    parseArgument("labelingQueue.getEntities", "id", kinds.id, id);
    parseArgument("labelingQueue.getEntities", "query", entityQuerySchema, query);
    checkCallOptions("labelingQueue.getEntities", options);
    const ask = async (page: PageQuery, signal = options.signal) => {
      const number = page.kind === "numbered" ? page.page : 1;
      const { total, images } = await this.#entities(id, query, number, entityPageSize, { ...options, signal });
      return { total, perPage: entityPageSize, entities: images };
    };
    return new Listing({
      label: `images of queue ${id}`,
      record: entityRecord,
      pages: (signal) => eachNumberedPage((page) => ask(page, signal), entityMethod),
      read: (image, at) => checked(entityMethod, queueEntitySchema, image, ["images", at]),
    });
  }

  /** Counts the images of a queue. Cost: one request. */
  async getEntitiesCount(id: number, query: QueueEntityQuery = {}, options?: CallOptions): Promise<number> {
    parseArgument("labelingQueue.getEntitiesCount", "query", entityQuerySchema, query);
    return (await this.#entities(id, query, 1, 1, options)).total;
  }

  async #entities(id: number, query: QueueEntityQuery, page: number, perPage: number, options?: CallOptions) {
    const { statuses, filter, collectionId } = query;
    const inCollection = collectionId && [{ type: "entities_collection", data: { collectionId, include: true } }];
    return this.caller.read(
      entityMethod,
      {
        id,
        page,
        per_page: perPage,
        sort: "name",
        sort_order: "asc",
        ...defined({ entityStatus: statuses, filter, filters: inCollection }),
      },
      z.object({ total: z.int().nonnegative(), images: z.array(z.unknown()) }),
      options,
    );
  }

  async #teamOf({ datasetId }: QueueCreateOptions, options: CallOptions): Promise<number> {
    if (datasetId !== undefined) return this.#jobs.teamOfDataset(datasetId, options);
    throw badArgument(creating, "teamId", "the collection's team is unknown", "pass teamId");
  }
}

/** Converts settings to the `meta` of a queue: like those of a job, without settings that were not given. */
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
