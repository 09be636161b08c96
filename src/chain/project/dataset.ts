/** Datasets as chains, and the images of projects and datasets. */

import { DatasetInfo } from "../../domain/records/dataset.js";
import { ImageInfo } from "../../domain/records/image.js";
import { Chain } from "../core/chain.js";
import type { Node, ReadContext } from "../core/node.js";
import { ImageListChain } from "../images/image-list.js";
import { checkFilter, type ImageFilter, markedSource } from "../images/marks.js";
import { checkImport, type ImportSettings } from "../import/import-source.js";
import { importStep } from "../import/import-step.js";
import { type Assignees, JobDraft, nobody } from "../job/job-draft.js";
import type { JobSpec, SplitSpec } from "../job/job-spec.js";
import type { ListSource } from "../list/list-chain.js";
import { checkUpload, type UploadSettings } from "../upload/source.js";
import type { UploadResult } from "../upload/upload-result.js";
import { type Uploaded, uploadStep } from "../upload/upload-step.js";
import { openDatasetStep } from "./ensure-places.js";
import { datasetStep, type Reference, type Scope } from "./scope.js";

/** The datasets of a project, those that lie in others too. */
export const datasetSource: ListSource<Scope, DatasetInfo> = {
  label: "datasets",
  record: DatasetInfo,
  stream: (scope, context) => datasetsOf(scope, context),
};

async function* datasetsOf(
  { projectId = 0 }: Scope,
  { api, signal }: ReadContext,
): AsyncGenerator<DatasetInfo, void, undefined> {
  yield* (await api()).dataset.getList(projectId, { recursive: true }, { signal });
}

/** The images of a dataset, or of all datasets of a project. */
export const imageSource: ListSource<Scope, ImageInfo> = {
  label: "images",
  record: ImageInfo,
  async *stream(scope, context) {
    const { api, signal } = context;
    const client = await api();
    if (scope.datasetId !== undefined) return yield* client.image.getList(scope.datasetId, {}, { signal });
    for await (const { id } of datasetsOf(scope, context)) yield* client.image.getList(id, {}, { signal });
  },
};

/** The images of a scope, all or those with a mark. */
export function imagesOf(scope: Node<Scope>, filter: ImageFilter): ImageListChain<ImageInfo> {
  const { mark } = checkFilter(filter);
  return ImageListChain.ofImages(scope, mark === undefined ? imageSource : markedSource(imageSource, mark));
}

/**
 * A dataset that is not read yet.
 *
 * @example
 * for await (const image of project(5555).dataset("dataset_01").images()) console.log(image.name);
 */
export class DatasetChain extends Chain<DatasetInfo> {
  readonly #scope: Node<Scope>;
  readonly #crew: Assignees;
  /** What the dataset is looked for in; absent where an earlier step has made it. */
  readonly #place: DatasetPlace | undefined;

  /** @internal */
  constructor(scope: Node<Scope>, crew: Assignees = nobody, place?: DatasetPlace) {
    super(
      scope.append<DatasetInfo>({
        label: "read the dataset",
        quiet: true,
        run: async ({ datasetId = 0 }, { api, signal }) => (await api()).dataset.getInfoById(datasetId, { signal }),
        outcome: ({ name }) => `dataset '${name}'`,
      }),
    );
    this.#scope = scope;
    this.#crew = crew;
    this.#place = place;
    Object.freeze(this);
  }

  /** @internal A dataset by id or name. */
  static of(place: DatasetPlace, crew: Assignees = nobody): DatasetChain {
    return new DatasetChain(place.parent.append(datasetStep(place.reference)), crew, place);
  }

  /** The images of the dataset, with their tags; `{ mark: "accepted" }` gives those with that mark in a job. */
  images(filter: ImageFilter = {}): ImageListChain<ImageInfo> {
    return imagesOf(this.#scope, filter);
  }

  /** A job on this dataset: `create()` makes it, `ensure()` makes it once. */
  job(spec: JobSpec = {}): JobDraft {
    return JobDraft.ofJob({ scope: this.#scope, crew: this.#crew, hasDataset: true }, spec);
  }

  /** Jobs that share the images of this dataset: `create()` makes one for each annotator, `ensure()` those that are missing. */
  split(spec: SplitSpec = {}): JobDraft {
    return JobDraft.ofSplit({ scope: this.#scope, crew: this.#crew, hasDataset: true }, spec);
  }

  /**
   * Uploads pictures: a folder with all below it, a file, a pattern such as `pictures/*.jpg`, or a list of these. A dataset
   * that is missing is made. Run again, it sends nothing: an image of the same name and content is skipped, and a run that
   * was interrupted goes on where it was.
   *
   * Formats: jpg, jpeg, mpo, jfif, bmp, png, webp, tif, tiff. Other files, damaged and truncated ones are listed as refused
   * with the reason, and do not end the upload. Images are added in the natural order of their names (`2.jpg` before
   * `10.jpg`). Links are followed, hidden files are left out.
   *
   * Cost: one list of images; per 50 pictures one request for what the server has, one or more for contents that it does
   * not have (16 MB each, some at once), one to add them. Some tens of megabytes of pictures are held at a time.
   * @param source - a path or a list of paths, relative to the working folder
   * @param settings.onConflict - an image of the same name has other content: `'report'` (default: listed, left alone),
   *   `'rename'` (`a_01.jpg`), `'replace'` (the image is removed with its labels)
   * @param settings.folders - what folders below `source` become: `'names'` (default: `sub__a.jpg`) or `'datasets'`
   * @param settings.orient - whether pictures are turned upright by their EXIF orientation; default true
   * @param settings.tags - tags for each image, made if missing: `{ night: null, weather: "sun" }`
   * @throws {ArgumentError} at the call: a path that is missing, no pictures, a wrong setting
   * @example
   * const { uploaded, refused } = await project(5555).dataset("photos").upload("pictures/", { tags: { night: null } });
   */
  upload(source: string | readonly string[], settings: UploadSettings = {}): UploadChain {
    const checked = checkUpload(source, settings);
    return new UploadChain(this.#opened().append(uploadStep(checked)), this.#crew);
  }

  /**
   * Imports pictures with their objects and tags, in the formats that `export` and other tools write. If the folder holds one
   * dataset, its pictures go to this dataset; several become datasets inside it. See `import` of a project.
   *
   * @example
   * await project(5555).dataset("photos").import("coco/", { as: "coco" });
   */
  import(folder: string, settings: ImportSettings): UploadChain {
    const checked = checkImport(folder, settings);
    return new UploadChain(this.#opened().append(importStep(checked)), this.#crew);
  }

  #opened(): Node<Scope> {
    if (this.#place === undefined) return this.#scope;
    return this.#place.parent.append(openDatasetStep(this.#place.reference));
  }

  /** The same steps that have not run. */
  override fresh(): DatasetChain {
    if (this.#place === undefined) return new DatasetChain(this.#scope.fresh(), this.#crew);
    const { parent, reference } = this.#place;
    return DatasetChain.of({ parent: parent.fresh(), reference }, this.#crew);
  }
}

/** A dataset by id or name, and what it is looked for in. */
export interface DatasetPlace {
  readonly parent: Node<Scope>;
  readonly reference: Reference;
}

/**
 * Pictures that are not uploaded yet. `await` uploads them and says what became of each file.
 *
 * @example
 * const photos = project(5555).dataset("photos").upload("pictures/");
 * await photos.plan(); // what would be sent
 * const { uploaded, skipped, conflicts, refused } = await photos;
 */
export class UploadChain extends Chain<UploadResult> {
  readonly #uploaded: Node<Uploaded>;
  readonly #crew: Assignees;

  /** @internal */
  constructor(uploaded: Node<Uploaded>, crew: Assignees) {
    super(
      uploaded.append<UploadResult>({
        label: "read the result",
        quiet: true,
        async run({ result }) {
          if (result === undefined) throw new Error("an upload that ran has a result");
          return result;
        },
      }),
    );
    this.#uploaded = uploaded;
    this.#crew = crew;
    Object.freeze(this);
  }

  /** The images of the dataset, after the upload. */
  images(filter: ImageFilter = {}): ImageListChain<ImageInfo> {
    return imagesOf(this.#scope(), filter);
  }

  /** A job on the dataset, after the upload. */
  job(spec: JobSpec = {}): JobDraft {
    return JobDraft.ofJob({ scope: this.#scope(), crew: this.#crew, hasDataset: true }, spec);
  }

  /** Jobs that share the images of the dataset, after the upload. */
  split(spec: SplitSpec = {}): JobDraft {
    return JobDraft.ofSplit({ scope: this.#scope(), crew: this.#crew, hasDataset: true }, spec);
  }

  /** The same steps that have not run: files that are new since then are uploaded. */
  override fresh(): UploadChain {
    return new UploadChain(this.#uploaded.fresh(), this.#crew);
  }

  #scope(): Node<Scope> {
    return this.#uploaded.append<Scope>({ label: "the dataset", quiet: true, run: async ({ scope }) => scope });
  }
}
