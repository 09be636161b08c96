/** The contents of images: uploads, copies and downloads. */
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { z } from "zod";
import { defined } from "../../base/defined.js";
import { kinds } from "../../domain/arguments/kinds.js";
import { parseArgument } from "../../domain/arguments/parse-arguments.js";
import type { RecordList } from "../../domain/display/record-display.js";
import { badArgument } from "../../domain/errors.js";
import type { ImageInfo } from "../../domain/records/image.js";
import { ApiGroup } from "../http/api-group.js";
import { type BulkOptions, chunked, counter, inBatches } from "../http/bulk.js";
import type { Caller } from "../http/caller.js";
import { partsOf } from "../http/read-response.js";
import type { CallOptions } from "../http/send.js";
import { writeContent } from "../http/write-content.js";
import type { AnnotationApi } from "./annotation.js";
import { type Content, knownHashes, type SentContents, sendContents } from "./image-contents.js";
import { copyImages, downloadHashes, type PreviewSize, previewAddress, uploadFiles } from "./image-transfer.js";
import { type NewImage, uploadImages } from "./image-upload.js";

/** Details of an image that is added. */
export interface NewImageDetails {
  /** Name, unique in the dataset. Default: the name of the file. */
  readonly name?: string | undefined;
  /** Custom metadata: any JSON. Default: none. */
  readonly meta?: Readonly<Record<string, unknown>>;
}

// The batch size of the official SDK.
const batchSize = 50;

const metaSchema = z.strictObject({ meta: kinds.fields }).partial();
const nameSchema = z.strictObject({ name: kinds.name }).partial();
const namesSchema = z.strictObject({ names: kinds.names }).partial();
const detailsSchema = metaSchema.extend({ name: kinds.name }).partial();
const copySchema = nameSchema.extend({ withAnnotations: kinds.flag }).partial();
const copiesSchema = namesSchema.extend({ withAnnotations: kinds.flag }).partial();
const contentsSchema = z.array(z.object({ hash: kinds.name, bytes: kinds.bytes })).min(1);

/** Uploads, copies and downloads of images, as parts of `api.image`. */
export abstract class ImageFilesApi extends ApiGroup {
  readonly #annotations: AnnotationApi;

  /** @internal */
  constructor(caller: Caller, annotations: AnnotationApi) {
    super(caller);
    this.#annotations = annotations;
  }

  /** Returns one image. */
  abstract getInfoById(id: number, options?: CallOptions): Promise<ImageInfo>;

  /** Permanently removes images. */
  abstract removeBatch(ids: readonly number[], options?: BulkOptions): Promise<void>;

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
    parseArgument("image.upload", "datasetId", kinds.id, datasetId);
    return uploadImages(this.caller, datasetId, images, options);
  }

  /** Uploads a file as an image, by default named like the file. */
  async uploadPath(
    datasetId: number,
    path: string,
    details: NewImageDetails = {},
    options: BulkOptions = {},
  ): Promise<ImageInfo> {
    parseArgument("image.uploadPath", "path", kinds.name, path);
    parseArgument("image.uploadPath", "details", detailsSchema, details);
    const { name = basename(path), meta } = details;
    const bytes = await readFile(path);
    return onlyImage(await this.upload(datasetId, [{ name, bytes, ...defined({ meta }) }], options));
  }

  /** Uploads files as images named like the files, in constant memory. @throws {BulkError} some items failed */
  async uploadPaths(
    datasetId: number,
    paths: readonly string[],
    options: BulkOptions = {},
  ): Promise<RecordList<ImageInfo>> {
    parseArgument("image.uploadPaths", "datasetId", kinds.id, datasetId);
    parseArgument("image.uploadPaths", "paths", kinds.someNames, paths);
    return uploadFiles(this.caller, datasetId, paths, options);
  }

  /**
   * Sends contents that the server does not have, so that {@link upload} can create images by `hash`. Returns errors by
   * hash: an `InvalidError` if the server rejected the content.
   *
   * Cost: one request per 900 hashes and one per 50 contents or 16 MB; several run at a time.
   */
  async uploadContents(contents: readonly Content[], options: BulkOptions = {}): Promise<SentContents> {
    parseArgument("image.uploadContents", "contents", contentsSchema, contents);
    return sendContents(this.caller, contents, options);
  }

  /** Adds an image with content that the server has, by its hash (base64 of SHA-256). No bytes are sent. */
  async uploadHash(
    datasetId: number,
    name: string,
    hash: string,
    details: Omit<NewImageDetails, "name"> = {},
    options: BulkOptions = {},
  ): Promise<ImageInfo> {
    parseArgument("image.uploadHash", "details", metaSchema, details);
    return onlyImage(await this.upload(datasetId, [{ name, hash, ...defined({ meta: details.meta }) }], options));
  }

  /** Adds an image whose content the server fetches from an address. */
  async uploadLink(
    datasetId: number,
    name: string,
    link: string,
    details: Omit<NewImageDetails, "name"> = {},
    options: BulkOptions = {},
  ): Promise<ImageInfo> {
    parseArgument("image.uploadLink", "details", metaSchema, details);
    return onlyImage(await this.upload(datasetId, [{ name, link, ...defined({ meta: details.meta }) }], options));
  }

  /** Adds an image with the content of another, by default under its name. No bytes are sent. */
  async uploadId(
    datasetId: number,
    id: number,
    details: { readonly name?: string | undefined } = {},
    options: BulkOptions = {},
  ): Promise<ImageInfo> {
    parseArgument("image.uploadId", "id", kinds.id, id);
    parseArgument("image.uploadId", "details", nameSchema, details);
    return onlyImage(await this.uploadIds(datasetId, [id], namesOf(details.name), options));
  }

  /** Adds images with the contents of others, optionally under new `names`. No bytes are sent. */
  async uploadIds(
    datasetId: number,
    ids: readonly number[],
    details: { readonly names?: readonly string[] | undefined } = {},
    options: BulkOptions = {},
  ): Promise<RecordList<ImageInfo>> {
    parseArgument("image.uploadIds", "datasetId", kinds.id, datasetId);
    parseArgument("image.uploadIds", "ids", kinds.someIds, ids);
    parseArgument("image.uploadIds", "details", namesSchema, details);
    return copyImages(this, datasetId, ids, details.names, options);
  }

  /** Copies an image into a dataset, by default with tags and objects, and under its name. Returns the copy. */
  async copy(
    datasetId: number,
    id: number,
    details: { readonly name?: string | undefined; readonly withAnnotations?: boolean | undefined } = {},
    options: BulkOptions = {},
  ): Promise<ImageInfo> {
    parseArgument("image.copy", "id", kinds.id, id);
    parseArgument("image.copy", "details", copySchema, details);
    const { name, withAnnotations = true } = details;
    return onlyImage(await this.copyBatch(datasetId, [id], { ...namesOf(name), withAnnotations }, options));
  }

  /** Copies images into a dataset, by default with tags and objects. Returns the copies in the same order. */
  async copyBatch(
    datasetId: number,
    ids: readonly number[],
    details: { readonly names?: readonly string[] | undefined; readonly withAnnotations?: boolean | undefined } = {},
    options: BulkOptions = {},
  ): Promise<RecordList<ImageInfo>> {
    parseArgument("image.copyBatch", "details", copiesSchema, details);
    const { names, withAnnotations = true } = details;
    const copies = await this.uploadIds(datasetId, ids, names === undefined ? {} : { names }, options);
    const copyIds = copies.map(({ id }) => id);
    if (withAnnotations) await this.#annotations.copyBatch(ids, copyIds, options);
    return copies;
  }

  /** Moves an image into a dataset by copying it and removing the original. Returns the image, which has a new id. */
  async move(datasetId: number, id: number, options: BulkOptions = {}): Promise<ImageInfo> {
    parseArgument("image.move", "id", kinds.id, id);
    return onlyImage(await this.moveBatch(datasetId, [id], options));
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

  /** Returns the address of a resized picture, which can be loaded without a token; null if the image has no address. */
  previewUrl(image: Pick<ImageInfo, "fullStorageUrl">, size: PreviewSize = {}): string | null {
    return previewAddress(image, size);
  }

  /** Returns the hashes (base64 of SHA-256) whose content the server has. */
  checkExistingHashes(hashes: readonly string[], options?: CallOptions): Promise<readonly string[]> {
    return knownHashes(this.caller, hashes, options);
  }

  /** Downloads the content of an image as it was uploaded. */
  async download(id: number, options?: CallOptions): Promise<Uint8Array> {
    return this.caller.download("images.download", { id }, ({ body }) => body, options);
  }

  /** Downloads the content of an image to a file; creates missing folders. */
  async downloadPath(id: number, path: string, options?: CallOptions): Promise<void> {
    parseArgument("image.downloadPath", "path", kinds.name, path);
    return writeContent("image.downloadPath", path, await this.download(id, options));
  }

  /**
   * Downloads the contents of images to files, one path for each id; creates missing folders.
   *
   * Cost: one request per image; several run at a time, and only their contents are in memory.
   * @throws {BulkError} some items failed
   */
  async downloadPaths(ids: readonly number[], paths: readonly string[], options: BulkOptions = {}): Promise<void> {
    parseArgument("image.downloadPaths", "ids", kinds.ids, ids);
    checkPaths("image.downloadPaths", paths, ids.length, "ids");
    const { signal, timeout, jobId } = options;
    await inBatches(ids, { method: "images.download", size: 1, noun: "image" }, options, ([id = 0], at) =>
      this.downloadPath(id, paths[at]!, { signal, timeout, jobId }),
    );
  }

  /** Downloads contents by hash (base64 of SHA-256) to files, one path for each hash; creates missing folders. */
  async downloadPathsByHashes(
    hashes: readonly string[],
    paths: readonly string[],
    options: BulkOptions = {},
  ): Promise<void> {
    parseArgument("image.downloadPathsByHashes", "hashes", kinds.names, hashes);
    checkPaths("image.downloadPathsByHashes", paths, hashes.length, "hashes");
    const { onProgress: _told, ...rest } = options;
    const count = counter(hashes.length, options);
    for (const batch of chunked([...hashes.entries()], batchSize)) {
      const contents = await this.downloadByHash(
        batch.map(([, hash]) => hash),
        rest,
      );
      await Promise.all(
        batch.map(([at], index) => writeContent("image.downloadPathsByHashes", paths[at]!, contents[index]!)),
      );
      count(batch.length);
    }
  }

  /** Downloads contents by hash (base64 of SHA-256), in the same order. */
  async downloadByHash(hashes: readonly string[], options: BulkOptions = {}): Promise<readonly Uint8Array[]> {
    parseArgument("image.downloadByHash", "hashes", kinds.names, hashes);
    return downloadHashes(this.caller, hashes, options);
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
    parseArgument("image.downloadBatch", "ids", kinds.ids, ids);
    const method = "images.bulk.download";
    const found = await inBatches(ids, { method, size: batchSize, noun: "images" }, options, (imageIds) =>
      this.caller.download(method, { datasetId, imageIds }, (response) => partsOf(response, imageIds), options),
    );
    return found.flat();
  }
}

/** The record of a bulk method that was called for one item. */
function onlyImage([image]: RecordList<ImageInfo>): ImageInfo {
  return image!;
}

function namesOf(name: string | undefined): { readonly names?: readonly string[] } {
  return name === undefined ? {} : { names: [name] };
}

function checkPaths(method: string, paths: readonly string[], count: number, items: string): void {
  parseArgument(method, "paths", kinds.names, paths);
  if (paths.length === count) return;
  throw badArgument(method, "paths", `paths has ${paths.length} paths, expected ${count}: one for each of ${items}`);
}
