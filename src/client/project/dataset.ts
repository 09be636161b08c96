import { z } from "zod";
import { defined } from "../../base/defined.js";
import { kinds } from "../../domain/arguments/kinds.js";
import { parseArgument, parseChanges } from "../../domain/arguments/parse-arguments.js";
import { ContractError } from "../../domain/errors.js";
import { findNamed } from "../../domain/names.js";
import { DatasetInfo, datasetSchema } from "../../domain/records/dataset.js";
import { type DatasetStats, projectStatsSchema, statsOfDataset } from "../../domain/records/project-stats.js";
import type { Filter } from "../../domain/records/wire.js";
import { ApiGroup } from "../http/api-group.js";
import type { BulkOptions } from "../http/bulk.js";
import { type Caller, filters, named, uniqueFilter } from "../http/caller.js";
import type { Listing } from "../http/listing.js";
import { createNamed } from "../http/named.js";
import type { CallOptions } from "../http/send.js";
import type { ImageApi } from "../image/image.js";
import { type DatasetNode, nestedIn, treeOf } from "./dataset-tree.js";

const parentSchema = z.strictObject({ parentId: kinds.id }).partial();
const querySchema = parentSchema.extend({ filter: kinds.list, recursive: kinds.flag }).partial();
const newDatasetSchema = parentSchema.extend({ description: kinds.text, customData: kinds.fields }).partial();
const moveSchema = parentSchema.extend({ name: kinds.name }).partial();
const copySchema = moveSchema.extend({ withAnnotations: kinds.flag }).partial();
const changesSchema = z.object({ name: z.unknown(), description: z.unknown(), customData: z.unknown() }).partial();

/** Datasets: `api.dataset`. */
export class DatasetApi extends ApiGroup {
  readonly #images: ImageApi;

  /** @internal */
  constructor(caller: Caller, images: ImageApi) {
    super(caller);
    this.#images = images;
  }

  /** Lists the top-level datasets of a project; with `recursive` also the nested ones. */
  getList(
    projectId: number,
    query: {
      readonly filter?: readonly Filter[] | undefined;
      readonly recursive?: boolean | undefined;
      readonly parentId?: number | undefined;
    } = {},
    options?: CallOptions,
  ): Listing<DatasetInfo> {
    parseArgument("dataset.getList", "query", querySchema, query);
    const { filter = [], recursive = query.parentId !== undefined, parentId } = query;
    return this.caller.list(
      "datasets.list",
      {
        label: `datasets of project ${projectId}`,
        body: { projectId, recursive },
        filter: [...filter, ...filters({ parentId })],
        schema: this.#cachingSchema,
        record: DatasetInfo,
      },
      options,
    );
  }

  /** Returns one dataset. @throws {NotFoundError} it does not exist or is not visible to this account */
  getInfoById(id: number, options?: CallOptions): Promise<DatasetInfo> {
    return this.caller.read("datasets.info", { id }, this.#cachingSchema, options);
  }

  /**
   * Counts the images, objects and tags of a dataset by class and tag, without its nested datasets.
   *
   * Cost: two requests, because the server counts whole projects.
   * @throws {NotFoundError} it does not exist or is not visible to this account
   */
  async getStats(id: number, options?: CallOptions): Promise<DatasetStats> {
    const { projectId } = await this.getInfoById(id, options);
    const projectStats = await this.caller.read("projects.stats", { id: projectId }, projectStatsSchema, options);
    const stats = statsOfDataset(projectStats, id);
    if (stats !== undefined) return stats;
    const issues = [{ path: "images.datasets", message: `has no dataset ${id}` }];
    throw new ContractError(`projects.stats: project ${projectId} has no dataset ${id}`, {
      method: "projects.stats",
      issues,
    });
  }

  /** Returns the dataset with a name at the top of a project or in another dataset, or null. */
  async getInfoByName(
    projectId: number,
    name: string,
    parent: { readonly parentId?: number | undefined } = {},
    options?: CallOptions,
  ): Promise<DatasetInfo | null> {
    parseArgument("dataset.getInfoByName", "parent", parentSchema, parent);
    const existing = await this.getList(
      projectId,
      { filter: uniqueFilter("dataset.getInfoByName", "name", name), ...parent },
      options,
    );
    return findNamed(existing, name) ?? null;
  }

  /** Creates a dataset. @throws {ConflictError} the name is taken there */
  async create(
    projectId: number,
    name: string,
    details: {
      readonly description?: string | undefined;
      readonly parentId?: number | undefined;
      readonly customData?: Readonly<Record<string, unknown>>;
    } = {},
    options?: CallOptions,
  ): Promise<DatasetInfo> {
    parseArgument("dataset.create", "details", newDatasetSchema, details);
    const { description = "", parentId, customData } = details;
    return createNamed(
      this.caller,
      {
        method: "datasets.add",
        body: { projectId, name, description, parentId: parentId ?? null, ...defined({ customData }) },
        schema: this.#cachingSchema,
        parent: `project ${projectId} ${parentId ?? ""}`,
        sameName: (search) =>
          this.getList(
            projectId,
            { filter: named("name", name), ...(parentId === undefined ? {} : { parentId }) },
            search,
          ),
      },
      options,
    );
  }

  /** Changes the name, description or custom data of a dataset. */
  async update(
    id: number,
    changes: {
      readonly name?: string | undefined;
      readonly description?: string | undefined;
      readonly customData?: Readonly<Record<string, unknown>>;
    },
    options?: CallOptions,
  ): Promise<DatasetInfo> {
    const fields = parseChanges("dataset.update", changesSchema, changes);
    await this.caller.sendIdempotent("datasets.editInfo", { id, ...fields }, options);
    return this.getInfoById(id, options);
  }

  /** Returns the dataset with a name at the top of a project or in another dataset; creates it if missing. */
  async getOrCreate(
    projectId: number,
    name: string,
    parent: { readonly parentId?: number | undefined } = {},
    options?: CallOptions,
  ): Promise<DatasetInfo> {
    const found = await this.getInfoByName(projectId, name, parent, options);
    return found ?? this.create(projectId, name, parent, options);
  }

  /** Returns the datasets of a project as a tree. Cost: one list. */
  async getTree(projectId: number, options?: CallOptions): Promise<readonly DatasetNode[]> {
    return treeOf(await this.getList(projectId, { recursive: true }, options));
  }

  /** Lists the datasets nested in one at any depth. Cost: one list. */
  async getNested(projectId: number, id: number, options?: CallOptions): Promise<readonly DatasetInfo[]> {
    parseArgument("dataset.getNested", "id", kinds.id, id);
    const nested = nestedIn(await this.getTree(projectId, options), id);
    // It has no nested datasets, or does not exist.
    if (nested.length === 0) await this.getInfoById(id, options);
    return nested;
  }

  /**
   * Copies a dataset with its images, their tags and objects into a project, without nested datasets. Returns the copy.
   *
   * The target project must have the used classes and tags, by name.
   * @throws {ConflictError} the name is taken there
   */
  async copy(
    id: number,
    projectId: number,
    details: {
      readonly name?: string | undefined;
      readonly parentId?: number | undefined;
      readonly withAnnotations?: boolean | undefined;
    } = {},
    options: BulkOptions = {},
  ): Promise<DatasetInfo> {
    parseArgument("dataset.copy", "details", copySchema, details);
    const source = await this.getInfoById(id, options);
    const { name = source.name, parentId, withAnnotations = true } = details;
    const images = await this.#images.getList(id, {}, options);
    const copy = await this.create(
      projectId,
      name,
      {
        description: source.description,
        customData: source.customData,
        ...(parentId === undefined ? {} : { parentId }),
      },
      options,
    );
    if (images.length > 0) {
      await this.#images.copyBatch(
        copy.id,
        images.map((image) => image.id),
        { withAnnotations },
        options,
      );
    }
    return this.getInfoById(copy.id, options);
  }

  /** Moves a dataset into another one of its project, or to the top level with null. */
  move(id: number, parentId: number | null, options?: CallOptions): Promise<void> {
    return this.caller.sendIdempotent("datasets.move", { srcId: id, destId: parentId }, options);
  }

  /**
   * Moves a dataset into another project, by {@link copy} and {@link archive}, without nested datasets. Returns the dataset, which
   * has a new id, as its images do.
   *
   * @throws {ConflictError} the name is taken there
   */
  async moveToProject(
    id: number,
    projectId: number,
    details: { readonly name?: string | undefined; readonly parentId?: number | undefined } = {},
    options: BulkOptions = {},
  ): Promise<DatasetInfo> {
    parseArgument("dataset.moveToProject", "details", moveSchema, details);
    const moved = await this.copy(id, projectId, details, options);
    const { signal, timeout } = options;
    await this.archive(id, { signal, timeout });
    return moved;
  }

  /** Adds a dataset to this account's favorites, or removes it. */
  async setFavorite(id: number, isFavorite = true, options?: CallOptions): Promise<void> {
    parseArgument("dataset.setFavorite", "isFavorite", kinds.flag, isFavorite);
    return this.caller.sendIdempotent("datasets.favorite-change", { id, isFavorite }, options);
  }

  /** Permanently removes datasets with their content. */
  async removePermanently(ids: readonly number[], options?: CallOptions): Promise<void> {
    parseArgument("dataset.removePermanently", "ids", kinds.someIds, ids);
    return this.caller.sendIdempotent("datasets.remove.permanently", { datasets: ids.map((id) => ({ id })) }, options);
  }

  /** Archives a dataset: lists no longer contain it. */
  archive(id: number, options?: CallOptions): Promise<void> {
    return this.caller.sendIdempotent("datasets.archive", { id }, options);
  }

  readonly #cachingSchema = datasetSchema.transform((dataset) => {
    if (dataset.teamId !== null) this.caller.idCache.teamOfDataset.set(dataset.id, dataset.teamId);
    return dataset;
  });
}
