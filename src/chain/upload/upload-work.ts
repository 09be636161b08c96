/** The work of an upload: reads files and sends contents concurrently, and adds images in order. */
import { bytesText } from "../../base/text/byte-size.js";
import type { Api } from "../../client/api.js";
import type { NewImage } from "../../client/image/image-upload.js";
import { ApiError, BulkError, ConflictError, InvalidError } from "../../domain/errors.js";
import { nameKey } from "../../domain/names.js";
import type { ImageTag } from "../../domain/records/image.js";
import type { StepContext } from "../core/node.js";
import type { DatasetIndex } from "./dataset-index.js";
import { type Decision, decide } from "./decide.js";
import { inOrder, OrderedTasks } from "./ordered.js";
import { isRead, readPicture } from "./picture.js";
import { type FileToUpload, refusedRow } from "./placing.js";
import type { UploadRow } from "./upload-result.js";

/** A file whose image exists now. */
export interface DoneFile {
  readonly file: FileToUpload;
  readonly imageId: number;
  readonly isNew: boolean;
  /** Tags the image had before. */
  readonly tags: readonly ImageTag[];
}

/** A corrected outcome of a file. */
export interface CorrectedOutcome {
  readonly file: FileToUpload;
  readonly outcome: UploadRow["outcome"];
  readonly note: string;
}

/** Input of an upload. */
export interface UploadWork {
  readonly files: readonly FileToUpload[];
  /** Size of each file in bytes, for the progress. */
  readonly sizes: ReadonlyMap<string, number>;
  readonly onConflict: "report" | "rename" | "replace";
  readonly orient: boolean;
  /** Returns the index of the dataset at a path. */
  indexOf(datasets: readonly string[]): Promise<DatasetIndex>;
  /** Called in order with added images of one dataset, before the next ones are added. */
  onImages?(images: readonly DoneFile[], index: DatasetIndex): Promise<readonly CorrectedOutcome[]>;
}

/** Output of an upload. */
export interface UploadedRows {
  readonly rows: readonly UploadRow[];
  readonly bytesSent: number;
}

// Batch sizes of the official SDK, and limits of the memory.
const batchItems = 50;
const batchBytes = 16 * 1024 * 1024;
const readBytes = 32 * 1024 * 1024;
const filesAtOnce = 8;
const batchesAtOnce = 4;

type Adding = Extract<Decision, { kind: "add" }> & { readonly file: FileToUpload };

interface UploadBatch {
  readonly index: DatasetIndex;
  readonly adding: Adding[];
  readonly existing: DoneFile[];
  bytes: number;
}

/** Runs an upload. A failure of one file goes to its row; a failure that affects all files is thrown. */
export async function doUpload(work: UploadWork, context: StepContext): Promise<UploadedRows> {
  const api = await context.api();
  const run = new UploadRun(work, api, context);
  // A local instance in this process has no latency to hide, and sequential requests make runs reproducible.
  const lanes = new OrderedTasks(api.isLocal ? 1 : batchesAtOnce);
  const bounds = {
    maxItems: filesAtOnce,
    maxWeight: readBytes,
    weightOf: ({ path }: FileToUpload) => work.sizes.get(path) ?? 0,
  };
  let batch: UploadBatch | undefined;
  const flush = async () => {
    const full = batch;
    batch = undefined;
    if (full !== undefined) {
      await lanes.push(
        () => run.send(full),
        (failed) => run.add(full, failed),
      );
    }
  };
  try {
    const read = async (file: FileToUpload) => ({ file, picture: await readPicture(file.path) });
    for await (const { file, picture } of inOrder(work.files, bounds, read)) {
      context.signal.throwIfAborted();
      const index = await work.indexOf(file.datasets);
      if (batch !== undefined && batch.index !== index) await flush();
      const decision = await decide(file, picture, index, work);
      if (decision.kind === "add" || decision.kind === "skip") {
        batch ??= { index, adding: [], existing: [], bytes: 0 };
        if (decision.kind === "add") {
          batch.adding.push({ ...decision, file });
          batch.bytes += decision.picture.bytes.length;
        } else if (decision.indexed.imageId !== null) {
          batch.existing.push({ file, imageId: decision.indexed.imageId, isNew: false, tags: decision.indexed.tags });
        }
      }
      if (decision.kind !== "add") run.recordSkipped(file, decision, isRead(picture) ? picture.size : null, index);
      const count = (batch?.adding.length ?? 0) + (batch?.existing.length ?? 0);
      if (count >= batchItems || (batch?.bytes ?? 0) >= batchBytes) await flush();
    }
    await flush();
    await lanes.done();
  } finally {
    // No request may continue after the step has ended.
    await lanes.settled();
  }
  return run;
}

/** The created or existing image, or the error. */
type UploadedRecord = { readonly outcome: "uploaded" | "skipped" | "conflict"; readonly imageId: number } | Error;

class UploadRun implements UploadedRows {
  readonly #work: UploadWork;
  readonly #api: Api;
  readonly #context: StepContext;
  readonly #rows = new Map<FileToUpload, UploadRow>();
  readonly #order: ReadonlyMap<FileToUpload, number>;
  readonly #totalBytes: number;
  #doneBytes = 0;
  bytesSent = 0;

  constructor(work: UploadWork, api: Api, context: StepContext) {
    this.#work = work;
    this.#api = api;
    this.#context = context;
    this.#order = new Map(work.files.map((file, at) => [file, at]));
    this.#totalBytes = [...work.sizes.values()].reduce((total, size) => total + size, 0);
  }

  /** In the order of the files. */
  get rows(): readonly UploadRow[] {
    return this.#work.files.flatMap((file) => this.#rows.get(file) ?? []);
  }

  /** Records a file that is not uploaded. */
  recordSkipped(
    file: FileToUpload,
    decision: Exclude<Decision, { kind: "add" }>,
    size: number | null,
    index: DatasetIndex,
  ): void {
    if (decision.kind === "refuse") {
      this.#over(file, { ...refusedRow(file.path, decision.reason), size });
      return;
    }
    const { indexed, note } = decision;
    const outcome = decision.kind === "skip" ? "skipped" : "conflict";
    const datasetId = index.datasetId ?? null;
    this.#over(file, { outcome, path: file.path, name: indexed.name, imageId: indexed.imageId, datasetId, size, note });
  }

  #over(file: FileToUpload, row: UploadRow): void {
    this.#rows.set(file, row);
    this.#doneBytes += this.#work.sizes.get(file.path) ?? 0;
    const { files } = this.#work;
    this.#context.progress(
      this.#rows.size,
      files.length,
      `images, ${bytesText(this.#doneBytes)} of ${bytesText(this.#totalBytes)}`,
    );
  }

  /** Sends contents that the instance does not have. Returns rejected ones by hash. */
  async send({ adding }: UploadBatch): Promise<ReadonlyMap<string, Error>> {
    if (adding.length === 0) return new Map();
    const contents = new Map(adding.map(({ picture }) => [picture.hash, picture.bytes]));
    const { failed, bytesSent } = await this.#api.image.uploadContents(
      [...contents].map(([hash, bytes]) => ({ hash, bytes })),
      { signal: this.#context.signal, concurrency: 1 },
    );
    for (const error of failed.values()) if (!isOfContent(error)) throw error;
    this.bytesSent += bytesSent;
    return failed;
  }

  /** Adds the images of a batch, in order. */
  async add({ index, adding, existing }: UploadBatch, failed: ReadonlyMap<string, Error>): Promise<void> {
    this.#context.signal.throwIfAborted();
    const datasetId = index.datasetId ?? 0;
    const good = adding.filter(({ picture }) => !failed.has(picture.hash));
    const replaced = good.flatMap(({ replaces }) => replaces ?? []);
    if (replaced.length > 0) await this.#api.image.removeBatch(replaced, this.#context);
    const added = await this.#make(datasetId, good);
    const images = [...existing];
    for (const one of adding) {
      const { file, picture, indexed, note } = one;
      const { path } = file;
      const error = failed.get(picture.hash);
      const result = error ?? added.get(one);
      const row = { path, name: indexed.name, datasetId, size: picture.size };
      if (typeof result === "object" && "imageId" in result) {
        indexed.imageId = result.imageId;
        const isConflict = result.outcome === "conflict";
        if (!isConflict) images.push({ file, imageId: result.imageId, isNew: result.outcome === "uploaded", tags: [] });
        this.#over(file, { ...row, note: isConflict ? "the image has other content" : note, ...result });
      } else this.#over(file, { ...refusedRow(path, reasonOf(result)), size: picture.size });
    }
    const position = ({ file }: DoneFile) => this.#order.get(file) ?? 0;
    images.sort((a, b) => position(a) - position(b));
    const amended = images.length === 0 ? undefined : await this.#work.onImages?.(images, index);
    for (const { file, outcome, note } of amended ?? []) {
      const row = this.#rows.get(file);
      if (row !== undefined) this.#rows.set(file, { ...row, outcome, note });
    }
  }

  async #make(datasetId: number, good: readonly Adding[]): Promise<ReadonlyMap<Adding, UploadedRecord>> {
    if (good.length === 0) return new Map();
    const images = good.map(
      ({ indexed, picture, meta }): NewImage => ({
        name: indexed.name,
        hash: picture.hash,
        ...(meta === undefined ? {} : { meta }),
      }),
    );
    try {
      const added = await this.#api.image.upload(datasetId, images, { signal: this.#context.signal, concurrency: 1 });
      return new Map(good.map((one, at) => [one, { outcome: "uploaded", imageId: added[at]!.id }]));
    } catch (error) {
      const failures = failuresOf(error);
      if (failures === undefined) throw error;
      // Another run may have added them in the meantime: read the current images.
      const names = images.map(({ name }) => name);
      const existing = await this.#api.image.getList(datasetId, { names }, this.#context);
      const byName = new Map(existing.map((image) => [nameKey(image.name), image]));
      return new Map(
        good.map((one, at): [Adding, UploadedRecord] => {
          const image = byName.get(nameKey(one.indexed.name));
          const failure = failures.get(at);
          if (image === undefined) return [one, failure ?? new Error("the instance did not create the image")];
          if (failure === undefined) return [one, { outcome: "uploaded", imageId: image.id }];
          const outcome = image.hash === one.picture.hash ? "skipped" : "conflict";
          return [one, { outcome, imageId: image.id }];
        }),
      );
    }
  }
}

/** Returns the failures by index in the request; undefined if the failure is not about single images. */
function failuresOf(error: unknown): ReadonlyMap<number, Error> | undefined {
  const failures = error instanceof BulkError ? error.failures : [{ index: 0, error }];
  const isSingle = failures.every((one) => isOfContent(one.error));
  if (!isSingle || (error instanceof BulkError && error.untried.length > 0)) return undefined;
  return new Map(failures.flatMap((one) => (one.error instanceof Error ? [[one.index, one.error] as const] : [])));
}

/** Whether a failure affects only one image. */
function isOfContent(error: unknown): boolean {
  if (error instanceof InvalidError || error instanceof ConflictError) return true;
  return error instanceof ApiError && error.status === 413;
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : "unknown";
  return `rejected by the instance: ${message}`;
}
