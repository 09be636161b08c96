/** Chains of datasets and their images. */
import { DatasetInfo } from "../../domain/records/dataset.js";
import { ImageInfo } from "../../domain/records/image.js";
import { Chain } from "../core/chain.js";
import type { Node, ReadContext } from "../core/node.js";
import { type Assignees, JobDraft, noAssignees } from "../draft/job-draft.js";
import type { JobSpec, SplitSpec } from "../draft/job-spec.js";
import { ImageListChain } from "../images/image-list.js";
import { checkFilter, type ImageFilter, markedSource } from "../images/marks.js";
import { checkImport, type ImportSettings } from "../import/import-source.js";
import { importStep } from "../import/import-step.js";
import type { ListSource } from "../list/list-chain.js";
import { checkUpload, type UploadSettings } from "../upload/source.js";
import type { UploadResult } from "../upload/upload-result.js";
import { type Uploaded, uploadStep } from "../upload/upload-step.js";
import { findOrEnsureDatasetStep } from "./ensure-dataset.js";
import { datasetStep, type Reference, type Scope } from "./scope.js";

/** Lists the datasets of a project, including nested ones. */
export const datasetSource: ListSource<Scope, DatasetInfo> = {
  label: "datasets",
  record: DatasetInfo,
  stream: (scope, context) => datasetsOf(scope, context),
};

async function* datasetsOf(
  { projectId = 0 }: Scope,
  context: ReadContext,
): AsyncGenerator<DatasetInfo, void, undefined> {
  yield* (await context.api()).dataset.getList(projectId, { recursive: true }, context);
}

/** Lists the images of a dataset, or of all datasets of a project. */
export const imageSource: ListSource<Scope, ImageInfo> = {
  label: "images",
  record: ImageInfo,
  async *stream(scope, context) {
    const client = await context.api();
    if (scope.datasetId !== undefined) return yield* client.image.getList(scope.datasetId, {}, context);
    for await (const { id } of datasetsOf(scope, context)) yield* client.image.getList(id, {}, context);
  },
};

/** Starts a list of the images of a scope, all or those with a mark. */
export function imagesOf(scope: Node<Scope>, filter: ImageFilter): ImageListChain<ImageInfo> {
  const { mark } = checkFilter(filter);
  return ImageListChain.ofImages(scope, mark === undefined ? imageSource : markedSource(imageSource, mark));
}

/**
 * A lazy dataset.
 *
 * @example
 * for await (const image of project(5555).dataset("dataset_01").images()) console.log(image.name);
 */
export class DatasetChain extends Chain<DatasetInfo> {
  readonly #scope: Node<Scope>;
  readonly #assignees: Assignees;
  /** The scope in which the dataset is searched; undefined if an earlier step creates it. */
  readonly #path: DatasetPath | undefined;

  /** @internal */
  constructor(scope: Node<Scope>, assignees: Assignees = noAssignees, path?: DatasetPath) {
    super(
      scope.append<DatasetInfo>({
        label: "read the dataset",
        quiet: true,
        run: async ({ datasetId = 0 }, context) => (await context.api()).dataset.getInfoById(datasetId, context),
        outcome: ({ name }) => `dataset '${name}'`,
      }),
    );
    this.#scope = scope;
    this.#assignees = assignees;
    this.#path = path;
    Object.freeze(this);
  }

  /** @internal Starts the chain of a dataset by id or name. */
  static of(path: DatasetPath, assignees: Assignees = noAssignees): DatasetChain {
    return new DatasetChain(path.parent.append(datasetStep(path.reference)), assignees, path);
  }

  /** Lists the images of the dataset with their tags; `{ mark: "accepted" }` only those with that mark in a job. */
  images(filter: ImageFilter = {}): ImageListChain<ImageInfo> {
    return imagesOf(this.#scope, filter);
  }

  /** Drafts a job on this dataset; `create()` creates it, `ensure()` only if it is missing. */
  job(spec: JobSpec = {}): JobDraft {
    return JobDraft.ofJob({ scope: this.#scope, assignees: this.#assignees, hasDataset: true }, spec);
  }

  /** Drafts jobs that share the images of this dataset; `create()` creates one per annotator, `ensure()` only missing ones. */
  split(spec: SplitSpec = {}): JobDraft {
    return JobDraft.ofSplit({ scope: this.#scope, assignees: this.#assignees, hasDataset: true }, spec);
  }

  /**
   * Uploads pictures from a folder (recursively), a file, a pattern such as `pictures/*.jpg`, or a list of these. Creates the
   * dataset if it is missing. Running it again sends nothing: images with the same name and content are skipped, and an
   * interrupted upload is continued.
   *
   * Formats: jpg, jpeg, mpo, jfif, bmp, png, webp, tif, tiff. Other, damaged and truncated files are listed as refused with
   * the reason and do not end the upload. Images are added in the natural order of their names (`2.jpg` before `10.jpg`).
   * Symbolic links are followed, hidden files are ignored.
   *
   * Cost: one list of images; per 50 pictures one request for known contents, one or more for new contents (16 MB each,
   * several at once), and one to add them. A few tens of megabytes of pictures are in memory at a time.
   * @param source - a path or a list of paths, relative to the working directory
   * @param settings.onConflict - if an image with the same name has other content: `'report'` (default: list it, change
   *   nothing), `'rename'` (upload as `a_01.jpg`), `'replace'` (remove the image and its labels)
   * @param settings.folders - what subfolders become: `'names'` (default: `sub__a.jpg`) or `'datasets'`
   * @param settings.orient - whether to apply the EXIF orientation; default true
   * @param settings.tags - tags for each image, created if missing: `{ night: null, weather: "sun" }`
   * @throws {ArgumentError} at the call: a missing path, no pictures, an invalid setting
   * @example
   * const { uploaded, refused } = await project(5555).dataset("photos").upload("pictures/", { tags: { night: null } });
   */
  upload(source: string | readonly string[], settings: UploadSettings = {}): UploadChain {
    const checked = checkUpload(source, settings);
    return new UploadChain(this.#opened().append(uploadStep(checked)), this.#assignees);
  }

  /**
   * Imports pictures with their objects and tags, in formats that `export` and other tools write. If the folder contains one
   * dataset, its pictures go to this dataset; several become nested datasets. See `import` of a project.
   *
   * @example
   * await project(5555).dataset("photos").import("coco/", { as: "coco" });
   */
  import(folder: string, settings: ImportSettings): UploadChain {
    const checked = checkImport(folder, settings);
    return new UploadChain(this.#opened().append(importStep(checked)), this.#assignees);
  }

  #opened(): Node<Scope> {
    if (this.#path === undefined) return this.#scope;
    return this.#path.parent.append(findOrEnsureDatasetStep(this.#path.reference));
  }

  /** Returns a chain of the same steps without their results. */
  override fresh(): DatasetChain {
    if (this.#path === undefined) return new DatasetChain(this.#scope.fresh(), this.#assignees);
    const { parent, reference } = this.#path;
    return DatasetChain.of({ parent: parent.fresh(), reference }, this.#assignees);
  }
}

/** A dataset by id or name, and where it is searched. */
export interface DatasetPath {
  readonly parent: Node<Scope>;
  readonly reference: Reference;
}

/**
 * A lazy upload. `await` uploads the pictures and returns the result for each file.
 *
 * @example
 * const photos = project(5555).dataset("photos").upload("pictures/");
 * await photos.plan(); // what would be sent
 * const { uploaded, skipped, conflicts, refused } = await photos;
 */
export class UploadChain extends Chain<UploadResult> {
  readonly #uploaded: Node<Uploaded>;
  readonly #assignees: Assignees;

  /** @internal */
  constructor(uploaded: Node<Uploaded>, assignees: Assignees) {
    super(
      uploaded.append<UploadResult>({
        label: "read the result",
        quiet: true,
        async run({ result }) {
          if (result === undefined) throw new Error("the upload has no result");
          return result;
        },
      }),
    );
    this.#uploaded = uploaded;
    this.#assignees = assignees;
    Object.freeze(this);
  }

  /** Lists the images of the dataset, after the upload. */
  images(filter: ImageFilter = {}): ImageListChain<ImageInfo> {
    return imagesOf(this.#scope(), filter);
  }

  /** Drafts a job on the dataset, after the upload. */
  job(spec: JobSpec = {}): JobDraft {
    return JobDraft.ofJob({ scope: this.#scope(), assignees: this.#assignees, hasDataset: true }, spec);
  }

  /** Drafts jobs that share the images of the dataset, after the upload. */
  split(spec: SplitSpec = {}): JobDraft {
    return JobDraft.ofSplit({ scope: this.#scope(), assignees: this.#assignees, hasDataset: true }, spec);
  }

  /** Returns a chain of the same steps without their results: awaiting it uploads files that are new since then. */
  override fresh(): UploadChain {
    return new UploadChain(this.#uploaded.fresh(), this.#assignees);
  }

  #scope(): Node<Scope> {
    return this.#uploaded.append<Scope>({ label: "the dataset", quiet: true, run: async ({ scope }) => scope });
  }
}
