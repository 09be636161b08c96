/** Datasets as chains, and the images of projects and datasets. */
import { ImageInfo } from "../../domain/records/image.js";
import { DatasetInfo } from "../../domain/records/project.js";
import { Chain } from "../core/chain.js";
import type { Node, ReadContext } from "../core/node.js";
import { ImageListChain } from "../images/image-list.js";
import { type Assignees, JobDraft, nobody } from "../job/job-draft.js";
import type { JobSpec, SplitSpec } from "../job/job-spec.js";
import type { ListSource } from "../list/list-chain.js";
import type { Scope } from "./scope.js";

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

/**
 * A dataset that is not read yet.
 *
 * @example
 * for await (const image of project(5555).dataset("dataset_01").images()) console.log(image.name);
 */
export class DatasetChain extends Chain<DatasetInfo> {
  readonly #scope: Node<Scope>;
  readonly #crew: Assignees;

  /** @internal */
  constructor(scope: Node<Scope>, crew: Assignees = nobody) {
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
    Object.freeze(this);
  }

  /** The images of the dataset, with their tags. */
  images(): ImageListChain<ImageInfo> {
    return ImageListChain.ofImages(this.#scope, imageSource);
  }

  /** A job on this dataset: `create()` makes it, `ensure()` makes it once. */
  job(spec: JobSpec = {}): JobDraft {
    return JobDraft.ofJob({ scope: this.#scope, crew: this.#crew, hasDataset: true }, spec);
  }

  /** Jobs that share the images of this dataset: `create()` makes one for each annotator, `ensure()` those that are missing. */
  split(spec: SplitSpec = {}): JobDraft {
    return JobDraft.ofSplit({ scope: this.#scope, crew: this.#crew, hasDataset: true }, spec);
  }

  /** The same steps that have not run. */
  override fresh(): DatasetChain {
    return new DatasetChain(this.#scope.fresh(), this.#crew);
  }
}
