import { findNamed } from "../../domain/names.js";
import { DatasetInfo, datasetSchema } from "../../domain/records/project.js";
import type { Filter } from "../../domain/records/wire.js";
import { changesOf, checkShape, kinds } from "../http/arguments.js";
import { type Caller, filters, named, onlyWith } from "../http/caller.js";
import type { Listing } from "../http/listing.js";
import { createNamed } from "../http/named.js";
import type { CallOptions } from "../http/send.js";

/** Datasets of projects: `api.dataset`. */
export class DatasetApi {
  readonly #caller: Caller;

  /** @internal */
  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /** The datasets at the top of a project; `recursive` adds those that lie in others. */
  getList(
    projectId: number,
    query: { readonly filter?: readonly Filter[]; readonly recursive?: boolean; readonly parentId?: number } = {},
    options?: CallOptions,
  ): Listing<DatasetInfo> {
    checkShape("dataset.getList", "query", query, { filter: kinds.list, recursive: kinds.flag, parentId: kinds.id });
    const { signal, limitMs } = options ?? {};
    const { filter = [], recursive = query.parentId !== undefined, parentId } = query;
    return this.#caller.list("datasets.list", {
      signal,
      limitMs,
      label: `datasets of project ${projectId}`,
      body: { projectId, recursive },
      filter: [...filter, ...filters({ parentId })],
      schema: this.#noted,
      record: DatasetInfo,
    });
  }

  /** One dataset. @throws {NotFoundError} no such dataset, or none that this account sees */
  getInfoById(id: number, options?: CallOptions): Promise<DatasetInfo> {
    return this.#caller.read("datasets.info", { id }, this.#noted, options);
  }

  /** The dataset of a name at the top of a project, or in another dataset; null where there is none. */
  async getInfoByName(
    projectId: number,
    name: string,
    place: { readonly parentId?: number } = {},
    options?: CallOptions,
  ): Promise<DatasetInfo | null> {
    checkShape("dataset.getInfoByName", "place", place, { parentId: kinds.id });
    const there = await this.getList(projectId, { filter: onlyWith("name", name), ...place }, options);
    return findNamed(there, name) ?? null;
  }

  /** Makes a dataset. @throws {ConflictError} the name is taken there */
  async create(
    projectId: number,
    name: string,
    details: { readonly description?: string; readonly parentId?: number } = {},
    options?: CallOptions,
  ): Promise<DatasetInfo> {
    checkShape("dataset.create", "details", details, { description: kinds.text, parentId: kinds.id });
    const { description = "", parentId } = details;
    return createNamed(
      this.#caller,
      {
        method: "datasets.add",
        body: { projectId, name, description, parentId: parentId ?? null },
        schema: this.#noted,
        place: `project ${projectId} ${parentId ?? ""}`,
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

  /** Changes a dataset's name, description or both. */
  async update(
    id: number,
    changes: { readonly name?: string; readonly description?: string },
    options?: CallOptions,
  ): Promise<DatasetInfo> {
    const given = changesOf("dataset.update", changes, ["name", "description"]);
    await this.#caller.effect("datasets.editInfo", { id, ...given }, options);
    return this.getInfoById(id, options);
  }

  /** Archives a dataset: it leaves the lists. */
  archive(id: number, options?: CallOptions): Promise<void> {
    return this.#caller.effect("datasets.archive", { id }, options);
  }

  readonly #noted = datasetSchema.transform((dataset) => {
    if (dataset.teamId !== null) this.#caller.known.teamOfDataset.set(dataset.id, dataset.teamId);
    return dataset;
  });
}
