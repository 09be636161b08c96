/** Transfers picture contents: files, hashes, copies of images, and preview addresses. */
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { z } from "zod";
import { kinds } from "../../domain/arguments/kinds.js";
import { parseArgument } from "../../domain/arguments/parse-arguments.js";
import { shown } from "../../domain/arguments/shown.js";
import { RecordList } from "../../domain/display/record-display.js";
import { badArgument } from "../../domain/errors.js";
import { ImageInfo } from "../../domain/records/image.js";
import { type BulkOptions, inBatches } from "../http/bulk.js";
import type { Caller } from "../http/caller.js";
import { partsOf } from "../http/read-response.js";
import type { CallOptions } from "../http/send.js";
import { type NewImage, uploadImages } from "./image-upload.js";

const batchSize = 50;

/** Options of a resized preview. */
export interface PreviewSize {
  /** Width in pixels; 0 keeps the aspect ratio. Default 0. */
  readonly width?: number | undefined;
  /** Height in pixels; 0 keeps the aspect ratio. Default 0. */
  readonly height?: number | undefined;
  /** `fit` keeps the whole picture, `fill` crops it, `force` stretches it. Default `fit`. */
  readonly method?: "fit" | "fill" | "force" | undefined;
  /** Format. Default `jpeg`. */
  readonly ext?: "jpeg" | "png" | undefined;
  /** JPEG quality, 1 to 100. Default 70. */
  readonly quality?: number | undefined;
}

const sizeSchema = z
  .strictObject({
    width: kinds.count,
    height: kinds.count,
    method: z.enum(["fit", "fill", "force"]),
    ext: z.enum(["jpeg", "png"]),
    quality: kinds.count,
  })
  .partial();

/** Builds the address of a resized picture, in the form of the official SDK; null if the image has no address. */
export function previewAddress(image: Pick<ImageInfo, "fullStorageUrl">, size: PreviewSize): string | null {
  parseArgument("image.previewUrl", "image", kinds.fields, image);
  parseArgument("image.previewUrl", "size", sizeSchema, size);
  if (image.fullStorageUrl == null) return null;
  const { width = 0, height = 0, method = "fit", ext = "jpeg", quality = 70 } = size;
  const { origin, pathname, search } = new URL(image.fullStorageUrl);
  return `${origin}/previews/q/ext:${ext}/resize:${method}:${width}:${height}:0/q:${quality}/plain${pathname}${search}`;
}

/** Uploads files batch by batch, so that only one batch is in memory. */
export async function uploadFiles(
  caller: Caller,
  datasetId: number,
  paths: readonly string[],
  options: BulkOptions,
): Promise<RecordList<ImageInfo>> {
  const names = paths.map((path) => basename(path));
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) {
    const what = `paths contains two files named ${shown(twice)}, expected unique names`;
    throw badArgument("image.uploadPaths", "paths", what, "rename one of them");
  }
  const { onProgress: _onProgress, ...rest } = options;
  const batching = { method: "image.uploadPaths", size: batchSize, nameOf: (path: string) => basename(path) };
  const added = await inBatches(paths, batching, options, async (batch) => {
    const images = await Promise.all(
      batch.map(async (path) => ({ name: basename(path), bytes: await readFile(path) })),
    );
    return uploadImages(caller, datasetId, images, { ...rest, concurrency: 1 });
  });
  return RecordList.collect(ImageInfo, added.flat());
}

/** Options of copying images. */
interface ImageAccess {
  getInfoById(id: number, options: CallOptions): Promise<ImageInfo>;
  upload(datasetId: number, images: readonly NewImage[], options: BulkOptions): Promise<RecordList<ImageInfo>>;
}

/** Adds images with the contents of others, in the same order. */
export async function copyImages(
  api: ImageAccess,
  datasetId: number,
  ids: readonly number[],
  names: readonly string[] | undefined,
  options: BulkOptions,
): Promise<RecordList<ImageInfo>> {
  if (names !== undefined && names.length !== ids.length) {
    const what = `names has ${names.length} names, expected ${ids.length}: one for each of ids`;
    throw badArgument("image.uploadIds", "names", what);
  }
  const { signal, timeout, concurrency } = options;
  const batching = { method: "images.info", size: 1, noun: "image" };
  const sources = await inBatches(ids, batching, { signal, concurrency }, ([id = 0]) =>
    api.getInfoById(id, { signal, timeout }),
  );
  return api.upload(
    datasetId,
    sources.map(({ id, name, meta }, at) => ({ name: names?.[at] ?? name, imageId: id, meta })),
    options,
  );
}

/** Downloads contents by hash, in the same order. */
export async function downloadHashes(
  caller: Caller,
  hashes: readonly string[],
  options: BulkOptions,
): Promise<readonly Uint8Array[]> {
  const method = "images.bulk.download-by-hash";
  const found = await inBatches(hashes, { method, size: batchSize }, options, (batch) =>
    caller.download(method, { hashes: batch }, (response) => partsOf(response, batch), options),
  );
  return found.flat();
}
