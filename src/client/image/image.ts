import { z } from "zod";
import type { RecordList } from "../../domain/display/record-display.js";
import { nameSpellings } from "../../domain/names.js";
import { ImageInfo, imageSchema } from "../../domain/records/image.js";
import { changesOf, check, checkShape, kinds, someOf } from "../http/arguments.js";
import { type BulkOptions, chunked, counter, runEach, valuesOf } from "../http/bulk.js";
import { type Caller, defined, filters } from "../http/caller.js";
import { isMadeSince } from "../http/create-recovery.js";
import { headerOf } from "../http/failures.js";
import type { Listing } from "../http/listing.js";
import { decodeParts } from "../http/multipart.js";
import { type CallOptions, GarbledResponse } from "../http/send.js";
import { writeContent } from "../http/write-content.js";
import type { AnnotationApi } from "./annotation.js";
import { type ImageQuery, ownFields, queryShape } from "./image-query.js";
import { copyImages, downloadHashes, type PreviewSize, previewAddress, uploadFiles } from "./image-transfer.js";
import {
  type Content,
  knownHashes,
  type NewImage,
  type SentContents,
  sendContents,
  uploadImages,
} from "./image-upload.js";

/** The value of a tag; a tag of type `none` has no value. */
export type TagValue = string | number;

// Batch sizes of the official SDK.
const batchSize = 50;
const tagBatchSize = 100;

/** Images: `api.image`. */
export class ImageApi {
  readonly #caller: Caller;
  readonly #annotations: AnnotationApi;

  /** @internal */
  constructor(caller: Caller, annotations: AnnotationApi) {
    this.#caller = caller;
    this.#annotations = annotations;
  }

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
    return this.#caller.read("images.info", { id, forceMetadataForLinks: true }, imageSchema, options);
  }

  /** Returns the image with a name in a dataset, or null. */
  async getInfoByName(datasetId: number, name: string, options?: CallOptions): Promise<ImageInfo | null> {
    check("image.getInfoByName", "name", kinds.name, name);
    const [image] = await this.getList(datasetId, { names: [name] }, options);
    return image ?? null;
  }

  /**
   * Adds images to a dataset, each by bytes, by the hash of bytes that the server has, or by link. Returns them in the same
   * order. Bytes that the server already has are not sent.
   *
   * Cost: one request per 50 images and one for their bytes; several run at a time.
   * @throws {BulkError} some items failed; the others are added
   * @example
   * const bytes = await readFile("lemon.jpg");
   * await api.image.upload(10555, [{ name: "lemon.jpg", bytes }]);
   */
  async upload(
    datasetId: number,
    images: readonly NewImage[],
    options: BulkOptions = {},
  ): Promise<RecordList<ImageInfo>> {
    check("image.upload", "datasetId", kinds.id, datasetId);
    check("image.upload", "images", someOf(kinds.fields), images);
    return uploadImages(this.#caller, datasetId, images, options);
  }

  /** Uploads files as images named like the files, in constant memory. @throws {BulkError} some items failed */
  async uploadPaths(
    datasetId: number,
    paths: readonly string[],
    options: BulkOptions = {},
  ): Promise<RecordList<ImageInfo>> {
    check("image.uploadPaths", "datasetId", kinds.id, datasetId);
    check("image.uploadPaths", "paths", someOf(kinds.name), paths);
    return uploadFiles(this.#caller, datasetId, paths, options);
  }

  /**
   * Sends contents that the server does not have, so that {@link upload} can create images by `hash`. Returns errors by
   * hash: an `InvalidError` if the server rejected the content.
   *
   * Cost: one request per 900 hashes and one per 50 contents or 16 MB; several run at a time.
   */
  async uploadContents(contents: readonly Content[], options: BulkOptions = {}): Promise<SentContents> {
    check("image.uploadContents", "contents", someOf(kinds.fields), contents);
    for (const [at, { hash, bytes }] of contents.entries()) {
      check("image.uploadContents", `contents.${at}.hash`, kinds.name, hash);
      check("image.uploadContents", `contents.${at}.bytes`, kinds.bytes, bytes);
    }
    return sendContents(this.#caller, contents, options);
  }

  /** Adds images with the contents of others, optionally under new `names`. No bytes are sent. */
  async uploadIds(
    datasetId: number,
    ids: readonly number[],
    details: { readonly names?: readonly string[] | undefined } = {},
    options: BulkOptions = {},
  ): Promise<RecordList<ImageInfo>> {
    check("image.uploadIds", "datasetId", kinds.id, datasetId);
    check("image.uploadIds", "ids", kinds.someIds, ids);
    checkShape("image.uploadIds", "details", details, { names: kinds.names });
    return copyImages(this, datasetId, ids, details.names, options);
  }

  /** Copies images into a dataset, by default with tags and objects. Returns the copies in the same order. */
  async copyBatch(
    datasetId: number,
    ids: readonly number[],
    details: { readonly names?: readonly string[] | undefined; readonly withAnnotations?: boolean | undefined } = {},
    options: BulkOptions = {},
  ): Promise<RecordList<ImageInfo>> {
    checkShape("image.copyBatch", "details", details, { names: kinds.names, withAnnotations: kinds.flag });
    const { names, withAnnotations = true } = details;
    const copies = await this.uploadIds(datasetId, ids, names === undefined ? {} : { names }, options);
    const copyIds = copies.map(({ id }) => id);
    if (withAnnotations) await this.#annotations.copyBatch(ids, copyIds, options);
    return copies;
  }

  /** Moves images into a dataset by copying them and removing the originals. Their ids change. */
  async moveBatch(
    datasetId: number,
    ids: readonly number[],
    options: BulkOptions = {},
  ): Promise<RecordList<ImageInfo>> {
    const copies = await this.copyBatch(datasetId, ids, {}, options);
    await this.removeBatch(ids, options);
    return copies;
  }

  /** Sets the sort keys of images for lists sorted by `customSort`. */
  async setCustomSortBulk(
    images: readonly { readonly id: number; readonly customSort: string }[],
    options?: CallOptions,
  ): Promise<void> {
    check("image.setCustomSortBulk", "images", someOf(kinds.fields), images);
    for (const [at, image] of images.entries()) {
      check("image.setCustomSortBulk", `images.${at}.id`, kinds.id, image.id);
      check("image.setCustomSortBulk", `images.${at}.customSort`, kinds.text, image.customSort);
    }
    return this.#caller.effect("images.bulk.set-custom-sort", { images }, options);
  }

  /** Returns the address of a resized picture, which can be loaded without a token; null if the image has no address. */
  previewUrl(image: Pick<ImageInfo, "fullStorageUrl">, size: PreviewSize = {}): string | null {
    return previewAddress(image, size);
  }

  /** Returns the hashes (base64 of SHA-256) whose content the server has. */
  checkExistingHashes(hashes: readonly string[], options?: CallOptions): Promise<readonly string[]> {
    return knownHashes(this.#caller, hashes, options);
  }

  /** Downloads the content of an image as it was uploaded. */
  async download(id: number, options?: CallOptions): Promise<Uint8Array> {
    return this.#caller.download("images.download", { id }, ({ body }) => body, options);
  }

  /** Downloads the content of an image to a file; creates missing folders. */
  async downloadPath(id: number, path: string, options?: CallOptions): Promise<void> {
    check("image.downloadPath", "path", kinds.name, path);
    return writeContent("image.downloadPath", path, await this.download(id, options));
  }

  /** Downloads contents by hash (base64 of SHA-256), in the same order. */
  async downloadByHash(hashes: readonly string[], options: BulkOptions = {}): Promise<readonly Uint8Array[]> {
    check("image.downloadByHash", "hashes", kinds.names, hashes);
    return downloadHashes(this.#caller, hashes, options);
  }

  /**
   * Downloads the contents of images of a dataset, in the order of `ids`.
   *
   * Cost: one request per 50 images, several at a time; all contents are kept in memory.
   * @throws {BulkError} some items failed
   */
  async downloadBatch(
    datasetId: number,
    ids: readonly number[],
    options: BulkOptions = {},
  ): Promise<readonly Uint8Array[]> {
    check("image.downloadBatch", "ids", kinds.ids, ids);
    const count = counter(ids.length, options);
    const batches = chunked(ids, batchSize);
    const outcomes = await runEach(
      batches,
      async (imageIds) => {
        const contents = await this.#caller.download(
          "images.bulk.download",
          { datasetId, imageIds },
          (answer) => {
            const parts = decodeParts(answer.body, headerOf(answer, "content-type") ?? "");
            // A missing part means a truncated response, which is retried.
            if (parts === undefined) throw new GarbledResponse(false);
            const byId = new Map(parts.map(({ name, bytes }) => [Number(name), bytes]));
            return imageIds.map((id) => {
              const bytes = byId.get(id);
              if (bytes === undefined) throw new GarbledResponse(false);
              return bytes;
            });
          },
          options,
        );
        count(imageIds.length);
        return contents;
      },
      options,
    );
    return valuesOf(outcomes, "images.bulk.download", (at) => `images ${batches[at]!.join(", ")}`).flat();
  }

  /** Renames an image. */
  async rename(id: number, name: string, options?: CallOptions): Promise<ImageInfo> {
    await this.#caller.effect("images.editInfo", { id, name }, options);
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
    const given = changesOf("image.update", changes, ["name", "description", "meta"]);
    await this.#caller.effect("images.editInfo", { id, ...given }, options);
    return this.getInfoById(id, options);
  }

  /** Permanently removes images. @throws {BulkError} some items failed */
  async removeBatch(ids: readonly number[], options: BulkOptions = {}): Promise<void> {
    check("image.removeBatch", "ids", kinds.someIds, ids);
    await this.#each(ids, batchSize, "images.bulk.remove", options, (imageIds) =>
      this.#caller.effect("images.bulk.remove", { imageIds }, options),
    );
  }

  /** Permanently removes an image. */
  remove(id: number, options?: CallOptions): Promise<void> {
    return this.#caller.effect("images.bulk.remove", { imageIds: [id] }, options);
  }

  /** Adds a tag of the project to images. @throws {BulkError} some items failed */
  async addTagBatch(
    imageIds: readonly number[],
    tagId: number,
    value?: TagValue,
    options: BulkOptions = {},
  ): Promise<void> {
    check("image.addTagBatch", "imageIds", kinds.someIds, imageIds);
    await this.#each(imageIds, tagBatchSize, "image-tags.bulk.add-to-image", options, (ids) =>
      this.#addTag(ids, tagId, value, options),
    );
  }

  /** Adds a tag of the project to an image. */
  addTag(imageId: number, tagId: number, value?: TagValue, options?: CallOptions): Promise<void> {
    return this.#addTag([imageId], tagId, value, options ?? {});
  }

  /** Changes the value of a tag on an image; `id` is the `id` of one of its `tags`. */
  updateTagValue(id: number, value: TagValue, options?: CallOptions): Promise<void> {
    return this.#caller.effect("image-tags.update-tag-value", { id, value }, options);
  }

  /** Removes a tag from an image; `id` is the `id` of one of its `tags`. */
  async removeTag(imageId: number, tagId: number, id: number, options?: CallOptions): Promise<void> {
    check("image.removeTag", "id", kinds.id, id);
    return this.#caller.effect("image-tags.remove-from-image", { tagId, imageId, id }, options);
  }

  /** Takes tags of the project off images. @throws {BulkError} some items failed */
  async removeTagsBatch(
    tagIds: readonly number[],
    imageIds: readonly number[],
    options: BulkOptions = {},
  ): Promise<void> {
    check("image.removeTagsBatch", "tagIds", kinds.someIds, tagIds);
    check("image.removeTagsBatch", "imageIds", kinds.someIds, imageIds);
    await this.#each(imageIds, tagBatchSize, "image-tags.bulk.remove-from-images", options, (ids) =>
      this.#caller.effect("image-tags.bulk.remove-from-images", { tagIds, ids }, options),
    );
  }

  /** Adds a tag to images once: after a lost response it checks the images first. */
  async #addTag(
    ids: readonly number[],
    tagId: number,
    value: TagValue | undefined,
    options: CallOptions,
  ): Promise<void> {
    await this.#caller.create(
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

  async #each(
    ids: readonly number[],
    size: number,
    what: string,
    options: BulkOptions,
    work: (ids: readonly number[]) => Promise<void>,
  ): Promise<void> {
    const count = counter(ids.length, options);
    const batches = chunked(ids, size);
    const outcomes = await runEach(
      batches,
      async (batch) => {
        await work(batch);
        count(batch.length);
      },
      options,
    );
    valuesOf(outcomes, what, (at) => `images ${batches[at]!.join(", ")}`);
  }

  #list(
    target: Readonly<Record<string, number | null>>,
    label: string,
    query: ImageQuery,
    options?: CallOptions,
  ): Listing<ImageInfo> {
    checkShape("image.getList", "query", query, queryShape);
    const { filter = [], ids, names, onlyLabelled = false, recursive = false } = query;
    const conditions = [...(query.filters ?? []), ...(onlyLabelled ? [anyObject] : [])];
    const { sort, sortOrder, limit, fields } = query;
    return this.#caller.list(
      "images.list",
      {
        label: `images of ${label}`,
        ...(sort === undefined && sortOrder === undefined
          ? {}
          : { order: { sort: sort ?? "id", sort_order: sortOrder ?? "asc" } }),
        ...(limit === undefined ? {} : { most: limit }),
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
