/** The step of an export. */
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { makeFolder } from "../../base/files/make-folder.js";
import { bytesText } from "../../base/text/byte-size.js";
import { countText } from "../../base/text/count-text.js";
import { ApiError, type ArgumentError, BulkError, badArgument } from "../../domain/errors.js";
import { fileErrorText, isFileError } from "../../domain/file-error.js";
import type { Annotation } from "../../domain/records/image.js";
import { withFileLock } from "../core/file-lock.js";
import { type PlanEntry, planEntry, type ReadContext, type Step, type StepContext } from "../core/node.js";
import { inOrder } from "../upload/ordered.js";
import { collectContents, type ExportableImage } from "./contents.js";
import { ExportResult } from "./export-result.js";
import { ExportFolder } from "./folder.js";
import { type FormatWriter, openWriter, type WriterInput } from "./formats.js";
import { Counter, type Losses } from "./losses.js";
import {
  annotationsOf,
  batches,
  checkShapes,
  checkSupported,
  countObjects,
  type ImageBatch,
  shapesOf,
  unsupportedText,
} from "./object-counts.js";
import type { CheckedExport, ExportFormat } from "./settings.js";

// Limits the memory to a few tens of megabytes.
const bounds = { maxItems: 4, maxWeight: 48e6, weightOf: ({ size }: ImageBatch) => size };

/** Creates the step that writes images and their annotations to a folder. */
export function exportStep(checked: CheckedExport): Step<readonly ExportableImage[], ExportResult> {
  const { folder, folderArgument: given, as, withPictures } = checked;
  return {
    label: `export '${given}' as '${as}'`,
    writes: true,
    async run(images, context) {
      const gathered = await collectContents(images, context);
      const shapes = await checkShapes(as, gathered, context);
      try {
        await makeFolder(dirname(folder));
        // A concurrent export to the same folder waits, then downloads only what is missing.
        return await withFileLock(folder, () => write(checked, { gathered, shapes }, context), context.signal);
      } catch (error) {
        throw cannotWrite(given, error) ?? error;
      }
    },
    outcome: outcomeText,
    async plan(images, context) {
      if (images === undefined) return { entries: [planEntry("create", `'${given}' as '${as}'`)] };
      const gathered = await collectContents(images, context);
      const counted = await countObjects(as, gathered, context);
      const what = `'${given}' as '${as}': ${countText(gathered.imageCount, "image")}`;
      const classes = [...counted.classes].sort(([one], [other]) => (one < other ? -1 : 1));
      const isThere = existsSync(folder);
      const note = isThere ? "exists: only missing or changed files are written" : "";
      const entries: PlanEntry[] = [
        planEntry(
          isThere ? "change" : "create",
          what,
          [withPictures ? "with pictures" : "without pictures", note].filter((part) => part !== "").join("; "),
        ),
        ...classes.map(([name, count]) => planEntry("read", `class '${name}': ${countText(count, "object")}`)),
        ...lossEntries(as, counted.losses(gathered, shapesOf(as, gathered, counted))),
      ];
      const others = unsupportedText(as, counted.shapes);
      if (others !== undefined) entries.unshift(planEntry("problem", `'${as}' does not support ${others}`));
      return { entries };
    },
  };
}

/** Creates the error of a failed file operation; undefined for other errors. */
function cannotWrite(folder: string, error: unknown): ArgumentError | undefined {
  if (!isFileError(error)) return undefined;
  const hint = "choose a writable folder with enough space, then run it again to continue";
  return badArgument("export", "folder", `cannot write '${folder}': ${fileErrorText(error)}`, hint, error);
}

/** For example `2 images, 5 objects; not in 'coco': 3 image tags`. */
function outcomeText({ images, objects, format, omitted }: ExportResult): string {
  const counts = `${countText(images, "image")}, ${countText(objects, "object")}`;
  return omitted.length === 0 ? counts : `${counts}; not in '${format}': ${omitted.join(", ")}`;
}

function lossEntries(as: ExportFormat, { omitted, converted }: Losses): readonly PlanEntry[] {
  return [
    ...omitted.map((what) => planEntry("read", `not in '${as}': ${what}`)),
    ...converted.map((what) => planEntry("read", `written in another form: ${what}`)),
  ];
}

async function write(
  checked: CheckedExport,
  { gathered, shapes }: Pick<WriterInput, "gathered" | "shapes">,
  context: StepContext,
): Promise<ExportResult> {
  const { folder, as, withPictures } = checked;
  const target = await ExportFolder.open(checked);
  const writer = await openWriter(as, { folder: target, gathered, shapes });
  const counter = new Counter(as);
  const work = new ExportWork({ context, writer, target, withPictures, total: gathered.imageCount });
  try {
    for await (const { batch, annotations } of inOrder(batches(gathered, withPictures), bounds, (each) =>
      work.read(each),
    )) {
      for (const [at, annotation] of annotations.entries()) {
        const image = batch.images[at]!;
        counter.add(image, annotation);
        await writer.append?.({ dataset: batch.dataset, image, annotation });
      }
    }
    checkSupported(as, counter.shapes);
    await writer.end();
  } finally {
    await writer.close();
  }
  await target.finish();
  const { classes } = counter;
  return new ExportResult({ folder, format: as, classes, ...work.result(), ...counter.losses(gathered, shapes) });
}

interface WorkInput {
  readonly context: StepContext;
  readonly writer: FormatWriter;
  readonly target: ExportFolder;
  readonly withPictures: boolean;
  readonly total: number;
}

/** Reads batches of images and writes their files. */
class ExportWork {
  readonly #input: WorkInput;
  #images = 0;
  #objects = 0;
  #downloaded = 0;
  #bytes = 0;
  readonly #without: string[] = [];

  constructor(input: WorkInput) {
    this.#input = input;
  }

  async read(batch: ImageBatch): Promise<{ batch: ImageBatch; annotations: readonly Annotation[] }> {
    const { context, writer, total, withPictures } = this.#input;
    context.signal.throwIfAborted();
    const [annotations] = await Promise.all([annotationsOf(batch, context), withPictures && this.#pictures(batch)]);
    for (const [at, image] of batch.images.entries()) {
      const annotation = annotations[at]!;
      this.#objects += annotation.objects.length;
      await writer.writeItem?.({ dataset: batch.dataset, image, annotation });
    }
    this.#images += batch.images.length;
    context.progress(this.#images, total, bytesText(this.#bytes));
    return { batch, annotations };
  }

  result() {
    return {
      images: this.#images,
      objects: this.#objects,
      downloaded: this.#downloaded,
      size: this.#bytes,
      withoutPicture: this.#without,
    };
  }

  /** Downloads the missing pictures of a batch. */
  async #pictures({ dataset, images }: ImageBatch): Promise<void> {
    const { target, writer } = this.#input;
    const missing: { id: number; path: string }[] = [];
    for (const image of images) {
      const { id, hash, size } = image.info;
      const path = writer.picturePath(dataset, image);
      if (!(await target.has({ path, hash, size }))) missing.push({ id, path });
    }
    const contents = await this.#download(
      dataset.id,
      missing.map(({ id }) => id),
    );
    for (const [at, { path }] of missing.entries()) {
      const content = contents[at];
      if (content === undefined) {
        this.#without.push(path);
        await target.remove(path);
        continue;
      }
      await target.write(path, content);
      this.#downloaded += 1;
      this.#bytes += content.byteLength;
    }
  }

  async #download(datasetId: number, ids: readonly number[]): Promise<readonly (Uint8Array | undefined)[]> {
    if (ids.length === 0) return [];
    const { context } = this.#input;
    const api = await context.api();
    try {
      return await api.image.downloadBatch(datasetId, ids, context);
    } catch (error) {
      // An image by link has no content, which fails the request for the whole batch.
      if (!(error instanceof BulkError || error instanceof ApiError)) throw error;
    }
    const contents: (Uint8Array | undefined)[] = [];
    for (const id of ids) contents.push(await this.#downloadOne(id, context));
    return contents;
  }

  async #downloadOne(id: number, context: ReadContext): Promise<Uint8Array | undefined> {
    try {
      return await (await context.api()).image.download(id, context);
    } catch (error) {
      if (error instanceof ApiError && error.code === "not_found") return undefined;
      throw error;
    }
  }
}
