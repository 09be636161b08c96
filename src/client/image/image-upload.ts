/** Adds images to a dataset: by bytes, by the hash of bytes that the server has, or by link. */
import { z } from "zod";
import { defined } from "../../base/defined.js";
import { kinds } from "../../domain/arguments/kinds.js";
import { parseArgument } from "../../domain/arguments/parse-arguments.js";
import { shown } from "../../domain/arguments/shown.js";
import { RecordList } from "../../domain/display/record-display.js";
import { badArgument, ConflictError, InvalidError } from "../../domain/errors.js";
import { isSameName, nameSpellings } from "../../domain/names.js";
import { ImageInfo, imageSchema } from "../../domain/records/image.js";
import { type BulkOptions, chunked, counter, type Outcome, runEach, valuesOf } from "../http/bulk.js";
import { type Body, type Caller, type CreateSearch, filters } from "../http/caller.js";
import { match } from "../http/create-recovery.js";
import type { CallOptions } from "../http/send.js";
import { hashOf, sendContents } from "./image-contents.js";

/** An image to add: exactly one of `bytes`, `hash`, `link` and `imageId`. */
export interface NewImage {
  /** Name, unique in the dataset. */
  readonly name: string;
  /** The content of the file. */
  readonly bytes?: Uint8Array | undefined;
  /** base64(sha256(bytes)) of content that the server already has. */
  readonly hash?: string | undefined;
  /** Address that the server fetches the content from. */
  readonly link?: string | undefined;
  /** Id of another image whose content is used. */
  readonly imageId?: number | undefined;
  /** Custom metadata: any JSON. Default: none. */
  readonly meta?: Readonly<Record<string, unknown>>;
}

// Batch size of the official SDK.
const batchSize = 50;

interface PictureSource {
  readonly hash?: string | undefined;
  readonly link?: string | undefined;
  readonly imageId?: number | undefined;
}

/** Adds images to a dataset, in their order. @throws {BulkError} some items failed; the others are added */
export async function uploadImages(
  caller: Caller,
  datasetId: number,
  images: readonly NewImage[],
  options: BulkOptions,
): Promise<RecordList<ImageInfo>> {
  const sources = checkImages(images);
  const count = counter(images.length, options);
  const rejected = await sendBytes(caller, images, sources, options);
  const good = images.flatMap((image, index) =>
    rejected.has(index) ? [] : [{ image, index, source: sources[index]! }],
  );
  count(rejected.size);

  const outcomes: Outcome<ImageInfo>[] = images.map((_image, index) => {
    const error = rejected.get(index);
    return error === undefined ? { status: "untried" } : { status: "failed", error };
  });
  const batches = chunked(good, batchSize);
  await runEach(
    batches,
    async (batch) => {
      await addBatch(caller, datasetId, batch, options, (index, outcome) => {
        outcomes[index] = outcome;
        count(1);
      });
    },
    options,
  ).then((ends) => {
    // A failed batch counts as a failure of each of its images.
    for (const [at, end] of ends.entries()) {
      if (end.status !== "failed") continue;
      for (const { index } of batches[at]!) {
        if (outcomes[index]!.status === "untried") outcomes[index] = { status: "failed", error: end.error };
      }
    }
  });
  const added = valuesOf(outcomes, "images.bulk.add", (index) => images[index]!.name);
  return RecordList.collect(ImageInfo, added);
}

/** Sends missing contents; returns the images whose content the server rejected. */
async function sendBytes(
  caller: Caller,
  images: readonly NewImage[],
  sources: readonly PictureSource[],
  options: BulkOptions,
): Promise<ReadonlyMap<number, Error>> {
  const contents = images.flatMap(({ bytes }, index) =>
    bytes === undefined ? [] : [{ hash: sources[index]!.hash!, bytes }],
  );
  const { failed } = await sendContents(caller, contents, options);
  return new Map(
    sources.flatMap(({ hash }, index) => {
      const error = hash === undefined || images[index]!.bytes === undefined ? undefined : failed.get(hash);
      return error === undefined ? [] : [[index, error] as const];
    }),
  );
}

interface Item {
  readonly image: NewImage;
  readonly index: number;
  readonly source: PictureSource;
}

/** Adds a batch; a rejected batch is halved until only the failing images are left. */
async function addBatch(
  caller: Caller,
  datasetId: number,
  batch: readonly Item[],
  options: BulkOptions,
  report: (index: number, outcome: Outcome<ImageInfo>) => void,
): Promise<void> {
  try {
    const added = await add(caller, datasetId, batch, options);
    for (const [at, { index }] of batch.entries()) report(index, { status: "done", value: added[at]! });
  } catch (error) {
    if (!(error instanceof InvalidError || error instanceof ConflictError)) throw error;
    if (batch.length === 1) return report(batch[0]!.index, { status: "failed", error });
    const half = Math.ceil(batch.length / 2);
    await addBatch(caller, datasetId, batch.slice(0, half), options, report);
    await addBatch(caller, datasetId, batch.slice(half), options, report);
  }
}

function add(
  caller: Caller,
  datasetId: number,
  batch: readonly Item[],
  options: CallOptions,
): Promise<readonly ImageInfo[]> {
  const body: Body = {
    datasetId,
    images: batch.map(({ image, source }) => ({ title: image.name, ...source, ...defined({ meta: image.meta }) })),
    forceMetadataForLinks: true,
    skipValidation: false,
  };
  return caller.create(
    "images.bulk.add",
    {
      body,
      // With fewer images than requested, it would be unknown which one is missing.
      schema: z.array(imageSchema).length(batch.length),
      key: `images ${datasetId} ${batch[0]!.image.name}`,
      kind: "image",
      find: (search) => findAdded(caller, datasetId, batch, search),
    },
    options,
  );
}

/** Finds the images of a batch whose response was lost; all or none, because a batch is one transaction. */
async function findAdded(
  caller: Caller,
  datasetId: number,
  batch: readonly Item[],
  { call, unclaimed }: CreateSearch,
): Promise<readonly ImageInfo[] | undefined> {
  const query = {
    label: `images of dataset ${datasetId}`,
    body: { datasetId, projectId: null, forceMetadataForLinks: true },
    filter: filters({ name: batch.flatMap(({ image }) => nameSpellings(image.name)) }),
    schema: imageSchema,
    record: ImageInfo,
  };
  const candidates = unclaimed(await caller.list("images.list", query, call));
  const found = match(batch, candidates, ({ image }, candidate) => isSameName(candidate.name, image.name));
  const added = found.flatMap((image) => image ?? []);
  return added.length === batch.length ? added : undefined;
}

const newImageSchema = z
  .object({ bytes: kinds.bytes, hash: kinds.name, link: kinds.name, imageId: kinds.id, meta: kinds.fields })
  .partial()
  .extend({ name: kinds.name })
  .refine(
    ({ bytes, hash, link, imageId }) =>
      [bytes, hash, link, imageId].filter((source) => source !== undefined).length === 1,
    "expected one of bytes, hash, link and imageId",
  );
const newImagesSchema = z.array(newImageSchema).min(1);

function checkImages(images: readonly NewImage[]): readonly PictureSource[] {
  parseArgument("image.upload", "images", newImagesSchema, images);
  const names = new Set<string>();
  return images.map(({ name, bytes, hash, link, imageId }, index) => {
    const argument = `images[${index}].name`;
    if (names.has(name))
      throw badArgument("image.upload", argument, `${argument} is ${shown(name)}, expected unique names`);
    names.add(name);
    return defined({ link, imageId, hash: bytes === undefined ? hash : hashOf(bytes) });
  });
}
