/** Adds images to a dataset: by bytes, by the hash of bytes that the server has, or by link. */
import { createHash } from "node:crypto";
import { z } from "zod";
import { RecordList } from "../../domain/display/record-display.js";
import { badArgument, ConflictError, InvalidError } from "../../domain/errors.js";
import { isSameName, nameSpellings } from "../../domain/names.js";
import { ImageInfo, imageSchema } from "../../domain/records/image.js";
import { check, checkOptions, kinds } from "../http/arguments.js";
import { type BulkOptions, chunked, counter, type Outcome, runEach, valuesOf } from "../http/bulk.js";
import { type Body, type Caller, type CreateSearch, defined, filters } from "../http/caller.js";
import { match } from "../http/create-recovery.js";
import type { CallOptions } from "../http/send.js";

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

// Batch sizes of the official SDK, and a limit on the bytes of one request.
const batchSize = 50;
const batchBytes = 16 * 1024 * 1024;
const hashesPerRequest = 900;

interface PictureSource {
  readonly hash?: string | undefined;
  readonly link?: string | undefined;
  readonly imageId?: number | undefined;
}

const uploadedSchema = z.array(z.looseObject({ hash: z.string().nullish(), errors: z.unknown().optional() }));

/** Computes the hash that identifies content in the API. */
export function hashOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("base64");
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

/** Content with its hash. */
export interface Content {
  /** base64(sha256(bytes)). */
  readonly hash: string;
  /** Bytes of the picture. */
  readonly bytes: Uint8Array;
}

/** The result of sending contents. */
export interface SentContents {
  /** Errors by hash. */
  readonly failed: ReadonlyMap<string, Error>;
  /** Number of bytes sent and accepted. */
  readonly bytesSent: number;
}

/** Sends the contents that the server does not have. */
export async function sendContents(
  caller: Caller,
  contents: readonly Content[],
  options: BulkOptions,
): Promise<SentContents> {
  const byHash = new Map(contents.map(({ hash, bytes }) => [hash, bytes]));
  const uploadedHashes = new Set(await knownHashes(caller, [...byHash.keys()], options));
  const missing = [...byHash].filter(([hash]) => !uploadedHashes.has(hash));
  const failed = new Map<string, Error>();
  const batches = bySize(missing);
  const ends = await runEach(
    batches,
    async (batch) => {
      const parts = batch.map(([, bytes], at) => ({
        field: `${at}-file`,
        fileName: String(at),
        mime: "image/*",
        bytes,
      }));
      const uploaded = await caller.upload("images.bulk.upload", parts, uploadedSchema, options);
      for (const [at, [hash]] of batch.entries()) {
        if (uploaded[at]?.hash !== hash) failed.set(hash, refusal(uploaded[at]?.errors));
      }
    },
    options,
  );
  for (const [at, end] of ends.entries()) {
    if (end.status === "done") continue;
    const error = end.status === "failed" ? end.error : refusal("it was not tried");
    for (const [hash] of batches[at]!) failed.set(hash, error);
  }
  const taken = missing.filter(([hash]) => !failed.has(hash));
  return { failed, bytesSent: taken.reduce((total, [, bytes]) => total + bytes.byteLength, 0) };
}

function refusal(said: unknown): InvalidError {
  const parts = [said].flat().map((part) => (typeof part === "string" ? part : JSON.stringify(part)));
  const detail = said === undefined ? "" : `: ${parts.join("; ")}`;
  const isLarge = parts.some((part) => /too large/.test(part ?? ""));
  return new InvalidError(`the server rejected the image's content${detail}`, {
    status: 200,
    method: "images.bulk.upload",
    detail: said,
    hint: isLarge
      ? "use a smaller picture, or divide it into several"
      : "check that the file is a complete image in a supported format",
  });
}

/** Returns the hashes whose content the server has. */
export async function knownHashes(
  caller: Caller,
  hashes: readonly string[],
  options?: CallOptions,
): Promise<readonly string[]> {
  check("image.checkExistingHashes", "hashes", kinds.list, hashes);
  const found: string[] = [];
  for (const batch of chunked(hashes, hashesPerRequest)) {
    found.push(...(await caller.read("images.internal.hashes.list", batch, z.array(z.string()), options)));
  }
  return found;
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

const imageShape = { bytes: kinds.bytes, hash: kinds.name, link: kinds.name, imageId: kinds.id, meta: kinds.fields };

function checkImages(images: readonly NewImage[]): readonly PictureSource[] {
  const names = new Set<string>();
  return images.map((image, index) => {
    const { name, bytes, hash, link, imageId } = image;
    const given = [bytes, hash, link, imageId].filter((source) => source !== undefined);
    if (given.length !== 1)
      throw wrong(index, `image ${index} has ${given.length} of bytes, hash, link and imageId`, "pass one of them");
    checkOptions("image.upload", `images.${index}`, image, imageShape);
    if (typeof name !== "string" || name === "")
      throw wrong(index, `image ${index} has no name`, "pass one, for example lemon.jpg");
    if (names.has(name))
      throw wrong(index, `two images are named ${JSON.stringify(name)}`, "names are unique in a dataset");
    names.add(name);
    return defined({ link, imageId, hash: bytes === undefined ? hash : hashOf(bytes) });
  });
}

function wrong(index: number, what: string, hint: string): Error {
  return badArgument("image.upload", `images.${index}`, what, hint);
}

/** Splits into batches within both limits; content over the second limit is sent alone. */
function bySize<T>(items: readonly (readonly [T, Uint8Array])[]): (readonly (readonly [T, Uint8Array])[])[] {
  const batches: (readonly [T, Uint8Array])[][] = [];
  let bytes = 0;
  for (const item of items) {
    const size = item[1].byteLength;
    const last = batches.at(-1);
    if (last === undefined || last.length >= batchSize || bytes + size > batchBytes) {
      batches.push([item]);
      bytes = size;
    } else {
      last.push(item);
      bytes += size;
    }
  }
  return batches;
}
