import { z } from "zod";
import { defined } from "../../base/defined.js";
import { kinds } from "../../domain/arguments/kinds.js";
import { parseArgument, parseChanges } from "../../domain/arguments/parse-arguments.js";
import { nameSpellings } from "../../domain/names.js";
import { ImageInfo, imageSchema } from "../../domain/records/image.js";
import { type BulkOptions, inBatches } from "../http/bulk.js";
import { filters } from "../http/caller.js";
import { isMadeSince } from "../http/create-recovery.js";
import type { Listing } from "../http/listing.js";
import type { CallOptions } from "../http/send.js";
import { ImageFilesApi } from "./image-files.js";
import { type ImageQuery, ownFields, querySchema } from "./image-query.js";

/** The value of a tag; a tag of type `none` has no value. */
export type TagValue = string | number;

// Batch sizes of the official SDK.
const batchSize = 50;
const tagBatchSize = 100;

const changesSchema = z.object({ name: z.unknown(), description: z.unknown(), meta: z.unknown() }).partial();
const sortKeysSchema = z.array(z.object({ id: kinds.id, customSort: kinds.text })).min(1);

/** Images: `api.image`. */
export class ImageApi extends ImageFilesApi {
  /** Lists the images of a dataset with their tags. */
  getList(datasetId: number, query: ImageQuery = {}, options?: CallOptions): Listing<ImageInfo> {
    return this.#list({ datasetId, projectId: null }, `dataset ${datasetId}`, query, options);
  }

  /** Lists the images of all datasets of a project with their tags. */
  getListOfProject(projectId: number, query: ImageQuery = {}, options?: CallOptions): Listing<ImageInfo> {
    return this.#list({ datasetId: null, projectId }, `project ${projectId}`, query, options);
  }

  /** Returns one image. @throws {NotFoundError} it does not exist or is not visible to this account */
  getInfoById(id: number, options?: CallOptions): Promise<ImageInfo> {
    return this.caller.read("images.info", { id, forceMetadataForLinks: true }, imageSchema, options);
  }

  /** Returns the image with a name in a dataset, or null. */
  async getInfoByName(datasetId: number, name: string, options?: CallOptions): Promise<ImageInfo | null> {
    parseArgument("image.getInfoByName", "name", kinds.name, name);
    const [image] = await this.getList(datasetId, { names: [name] }, options);
    return image ?? null;
  }

  /** Sets the sort key of an image for lists sorted by `customSort`. */
  async setCustomSort(id: number, customSort: string, options?: CallOptions): Promise<void> {
    parseArgument("image.setCustomSort", "id", kinds.id, id);
    parseArgument("image.setCustomSort", "customSort", kinds.text, customSort);
    return this.caller.sendIdempotent("images.bulk.set-custom-sort", { images: [{ id, customSort }] }, options);
  }

  /** Sets the sort keys of images for lists sorted by `customSort`. */
  async setCustomSortBulk(
    images: readonly { readonly id: number; readonly customSort: string }[],
    options?: CallOptions,
  ): Promise<void> {
    parseArgument("image.setCustomSortBulk", "images", sortKeysSchema, images);
    return this.caller.sendIdempotent("images.bulk.set-custom-sort", { images }, options);
  }

  /** Renames an image. */
  async rename(id: number, name: string, options?: CallOptions): Promise<ImageInfo> {
    await this.caller.sendIdempotent("images.editInfo", { id, name }, options);
    return this.getInfoById(id, options);
  }

  /** Changes the name, description or meta of an image. */
  async update(
    id: number,
    changes: {
      readonly name?: string | undefined;
      readonly description?: string | undefined;
      readonly meta?: Readonly<Record<string, unknown>>;
    },
    options?: CallOptions,
  ): Promise<ImageInfo> {
    const fields = parseChanges("image.update", changesSchema, changes);
    await this.caller.sendIdempotent("images.editInfo", { id, ...fields }, options);
    return this.getInfoById(id, options);
  }

  /** Permanently removes images. @throws {BulkError} some items failed */
  async removeBatch(ids: readonly number[], options: BulkOptions = {}): Promise<void> {
    parseArgument("image.removeBatch", "ids", kinds.someIds, ids);
    const method = "images.bulk.remove";
    await inBatches(ids, { method, size: batchSize, noun: "images" }, options, (imageIds) =>
      this.caller.sendIdempotent(method, { imageIds }, options),
    );
  }

  /** Permanently removes an image. */
  remove(id: number, options?: CallOptions): Promise<void> {
    return this.caller.sendIdempotent("images.bulk.remove", { imageIds: [id] }, options);
  }

  /** Adds a tag of the project to images. @throws {BulkError} some items failed */
  async addTagBatch(
    imageIds: readonly number[],
    tagId: number,
    value?: TagValue,
    options: BulkOptions = {},
  ): Promise<void> {
    parseArgument("image.addTagBatch", "imageIds", kinds.someIds, imageIds);
    const batching = { method: "image-tags.bulk.add-to-image", size: tagBatchSize, noun: "images" };
    await inBatches(imageIds, batching, options, (ids) => this.#addTag(ids, tagId, value, options));
  }

  /** Adds a tag of the project to an image. */
  addTag(imageId: number, tagId: number, value?: TagValue, options?: CallOptions): Promise<void> {
    return this.#addTag([imageId], tagId, value, options ?? {});
  }

  /** Changes the value of a tag on an image; `id` is the `id` of one of its `tags`. */
  updateTagValue(id: number, value: TagValue, options?: CallOptions): Promise<void> {
    return this.caller.sendIdempotent("image-tags.update-tag-value", { id, value }, options);
  }

  /** Removes a tag from an image; `id` is the `id` of one of its `tags`. */
  async removeTag(imageId: number, tagId: number, id: number, options?: CallOptions): Promise<void> {
    parseArgument("image.removeTag", "id", kinds.id, id);
    return this.caller.sendIdempotent("image-tags.remove-from-image", { tagId, imageId, id }, options);
  }

  /** Removes tags of the project from images. @throws {BulkError} some items failed */
  async removeTagsBatch(
    tagIds: readonly number[],
    imageIds: readonly number[],
    options: BulkOptions = {},
  ): Promise<void> {
    parseArgument("image.removeTagsBatch", "tagIds", kinds.someIds, tagIds);
    parseArgument("image.removeTagsBatch", "imageIds", kinds.someIds, imageIds);
    const method = "image-tags.bulk.remove-from-images";
    await inBatches(imageIds, { method, size: tagBatchSize, noun: "images" }, options, (ids) =>
      this.caller.sendIdempotent(method, { tagIds, ids }, options),
    );
  }

  /** Adds a tag to images once: after a lost response it checks the images first. */
  async #addTag(
    ids: readonly number[],
    tagId: number,
    value: TagValue | undefined,
    options: CallOptions,
  ): Promise<void> {
    await this.caller.create(
      "image-tags.bulk.add-to-image",
      {
        body: { tagId, ids, ...defined({ value }) },
        schema: z.unknown(),
        key: `image tag ${tagId} ${ids[0]}`,
        find: async ({ call, sentAt }) => {
          const images = await Promise.all(ids.map((id) => this.getInfoById(id, call)));
          const isOn = images.every(({ tags }) =>
            tags.some((tag) => tag.tagId === tagId && tag.value === (value ?? null) && isMadeSince(tag, sentAt())),
          );
          return isOn ? true : undefined;
        },
      },
      options,
    );
  }

  #list(
    target: Readonly<Record<string, number | null>>,
    label: string,
    query: ImageQuery,
    options?: CallOptions,
  ): Listing<ImageInfo> {
    parseArgument("image.getList", "query", querySchema, query);
    const { filter = [], ids, names, onlyLabelled = false, recursive = false } = query;
    const conditions = [...(query.filters ?? []), ...(onlyLabelled ? [anyObject] : [])];
    const { sort, sortOrder, limit, fields } = query;
    return this.caller.list(
      "images.list",
      {
        label: `images of ${label}`,
        ...(sort === undefined && sortOrder === undefined
          ? {}
          : { order: { sort: sort ?? "id", sort_order: sortOrder ?? "asc" } }),
        ...(limit === undefined ? {} : { maxRows: limit }),
        body: {
          ...target,
          ...(fields === undefined ? {} : { fields: [...new Set([...ownFields, ...fields])] }),
          forceMetadataForLinks: true,
          recursive,
          ...(conditions.length === 0 ? {} : { filters: conditions }),
        },
        filter: [...filter, ...filters({ id: ids, name: names?.flatMap(nameSpellings) })],
        schema: imageSchema,
        record: ImageInfo,
      },
      options,
    );
  }
}

/** Selects images with an object of any class, in the form of the official SDK. */
const anyObject = { type: "objects_class", data: { from: 1, to: 9999, include: true, classId: null } } as const;
