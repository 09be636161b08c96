import { z } from "zod";
import { defined } from "../../base/defined.js";
import { kinds } from "../../domain/arguments/kinds.js";
import { parseArgument, parseChanges } from "../../domain/arguments/parse-arguments.js";
import { nameKey } from "../../domain/names.js";
import {
  type CollectionType,
  collectionItemSchema,
  collectionSchema,
  collectionTypes,
  EntitiesCollectionInfo,
  type EntitiesCollectionItem,
} from "../../domain/records/entities-collection.js";
import type { ImageInfo } from "../../domain/records/image.js";
import type { Filter } from "../../domain/records/wire.js";
import { ApiGroup } from "../http/api-group.js";
import { type Caller, createdId, named, uniqueFilter } from "../http/caller.js";
import type { Listing } from "../http/listing.js";
import { renamingSchema } from "../http/named.js";
import type { CallOptions } from "../http/send.js";
import type { ImageApi } from "../image/image.js";

/** Options of a new collection. */
export interface NewCollection {
  /** Description. Default: empty. */
  readonly description?: string | undefined;
  /** Type of the collection. Default `default`. */
  readonly type?: CollectionType | undefined;
  /** Key of the search that created it; required for the type `aiSearch`. */
  readonly aiSearchKey?: string | undefined;
}

const newCollectionSchema = z
  .strictObject({ description: kinds.text, type: z.enum(collectionTypes), aiSearchKey: kinds.name })
  .partial();
const querySchema = z.strictObject({ type: z.enum([...collectionTypes, "all"]), filter: kinds.list }).partial();

const responseSchema = z.object({ items: z.array(collectionItemSchema), missing: z.array(z.number()) });

/** The result of adding or removing images. */
export interface CollectionOutcome {
  /** The images that were added or removed. */
  readonly items: readonly EntitiesCollectionItem[];
  /** Ids of images that are not in the project or were not in the collection. */
  readonly missing: readonly number[];
}

/** Image collections of projects: `api.entitiesCollection`. */
export class EntitiesCollectionApi extends ApiGroup {
  readonly #images: ImageApi;

  /** @internal */
  constructor(caller: Caller, images: ImageApi) {
    super(caller);
    this.#images = images;
  }

  /** Lists the collections of a project. `type` is `default`, `aiSearch` or `all`; default `all`. */
  getList(
    projectId: number,
    query: { readonly type?: CollectionType | "all" | undefined; readonly filter?: readonly Filter[] | undefined } = {},
    options?: CallOptions,
  ): Listing<EntitiesCollectionInfo> {
    parseArgument("entitiesCollection.getList", "query", querySchema, query);
    return this.caller.list(
      "entities-collections.list",
      {
        label: `collections of project ${projectId}`,
        body: { projectId, type: query.type ?? "all", extraFields: ["meta"] },
        filter: query.filter ?? [],
        schema: collectionSchema,
        record: EntitiesCollectionInfo,
      },
      options,
    );
  }

  /** Returns one collection. @throws {NotFoundError} it does not exist or is not visible to this account */
  getInfoById(id: number, options?: CallOptions): Promise<EntitiesCollectionInfo> {
    return this.caller.read("entities-collections.info", { id, extraFields: ["meta"] }, collectionSchema, options);
  }

  /** Returns the collection with a name in a project, or null. */
  async getInfoByName(projectId: number, name: string, options?: CallOptions): Promise<EntitiesCollectionInfo | null> {
    const filter = uniqueFilter("entitiesCollection.getInfoByName", "name", name);
    const [collection] = await this.getList(projectId, { filter }, options);
    return collection ?? null;
  }

  /** Creates a collection. @throws {ConflictError} the name is taken in the project */
  async create(
    projectId: number,
    name: string,
    collection: NewCollection = {},
    options?: CallOptions,
  ): Promise<EntitiesCollectionInfo> {
    parseArgument("entitiesCollection.create", "name", kinds.name, name);
    parseArgument("entitiesCollection.create", "collection", newCollectionSchema, collection);
    const { description, type = "default", aiSearchKey } = collection;
    const meta = aiSearchKey === undefined ? undefined : { aiSearchKey };
    const id = await this.caller.create(
      "entities-collections.add",
      {
        body: { projectId, name, type, ...defined({ description, meta }) },
        schema: createdId,
        kind: "collection",
        key: `collection ${projectId} ${nameKey(name)}`,
        find: async ({ call, unclaimed }) =>
          unclaimed(await this.getList(projectId, { filter: named("name", name) }, call))[0]?.id,
      },
      options,
    );
    return this.getInfoById(id, options);
  }

  /** Changes the name or description of a collection; omitted fields are unchanged. */
  async update(
    id: number,
    changes: { readonly name?: string | undefined; readonly description?: string | undefined },
    options?: CallOptions,
  ): Promise<EntitiesCollectionInfo> {
    const fields = parseChanges("entitiesCollection.update", renamingSchema, changes);
    await this.caller.sendIdempotent("entities-collections.editInfo", { id, ...fields }, options);
    return this.getInfoById(id, options);
  }

  /** Removes a collection; its images are kept. */
  remove(id: number, options?: CallOptions): Promise<void> {
    return this.caller.sendIdempotent("entities-collections.remove", { id, hardDelete: true }, options);
  }

  /** Adds images of its project to a collection. */
  async addItems(id: number, imageIds: readonly number[], options?: CallOptions): Promise<CollectionOutcome> {
    parseArgument("entitiesCollection.addItems", "imageIds", kinds.someIds, imageIds);
    const body = { collectionId: id, entityIds: imageIds };
    return this.caller.read("entities-collections.items.bulk.add", body, responseSchema, options);
  }

  /** Removes images from a collection. */
  async removeItems(id: number, imageIds: readonly number[], options?: CallOptions): Promise<CollectionOutcome> {
    parseArgument("entitiesCollection.removeItems", "imageIds", kinds.someIds, imageIds);
    const body = { collectionId: id, entityIds: imageIds };
    return this.caller.read("entities-collections.items.bulk.remove", body, responseSchema, options);
  }

  /** Lists the images of a collection. Cost: the list and one request. */
  async getItems(id: number, options?: CallOptions): Promise<Listing<ImageInfo>> {
    const { projectId, type } = await this.getInfoById(id, options);
    const kind = type === "aiSearch" ? "entities_ai_search_collection" : "entities_collection";
    const filters = [{ type: kind, data: { collectionId: id, include: true } }];
    return this.#images.getListOfProject(projectId, { filters }, options);
  }
}
