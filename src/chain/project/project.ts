/** Projects and datasets: as chains and as the records that awaiting gives. */
import { ImageInfo } from "../../domain/records/image.js";
import { DatasetInfo, ProjectInfo, type ProjectMeta } from "../../domain/records/project.js";
import { apiSourceFor, attachApiSource } from "../core/api-source.js";
import { parseArguments, thingSchema } from "../core/arguments.js";
import { Chain } from "../core/chain.js";
import { type ApiSource, Node, type ReadContext } from "../core/node.js";
import { ValueChain } from "../core/value-chain.js";
import { ImageListChain } from "../images/image-list.js";
import { type Assignees, JobDraft } from "../job/job-draft.js";
import type { JobSpec, SplitSpec } from "../job/job-spec.js";
import { ListChain, type ListSource } from "../list/list-chain.js";
import { datasetStep, nowhereYet, projectStep, type Reference, type Scope } from "./scope.js";

const nobody: Assignees = Object.freeze({ annotators: [] });

const datasetSource: ListSource<Scope, DatasetInfo> = {
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

const imageSource: ListSource<Scope, ImageInfo> = {
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
 * A project that is not read yet.
 *
 * @example
 * await project(5555).meta(); // object classes and tags
 * await project(5555).datasets();
 */
export class ProjectChain extends Chain<Project> {
  readonly #scope: Node<Scope>;
  readonly #crew: Assignees;

  constructor(scope: Node<Scope>, crew: Assignees = nobody) {
    super(
      scope.append<Project>({
        label: "read the project",
        quiet: true,
        async run({ projectId = 0 }, { api, signal }) {
          return new Project(await (await api()).project.getInfoById(projectId, { signal }), scope.home);
        },
        outcome: ({ name }) => `project '${name}'`,
      }),
    );
    this.#scope = scope;
    this.#crew = crew;
    Object.freeze(this);
  }

  /** The chain of a project by id or name. */
  static start(home: ApiSource, reference: Reference): ProjectChain {
    const { id } = parseArguments("project", thingSchema, { id: reference });
    const start = Node.root<Scope>(home, { label: "", quiet: true, run: async () => nowhereYet });
    return new ProjectChain(start.append(projectStep(id)));
  }

  /** The object classes and tags of the project. Cost: one request. */
  meta(): ValueChain<ProjectMeta> {
    return new ValueChain(
      this.#scope.append<ProjectMeta>({
        label: "meta",
        run: async ({ projectId = 0 }, { api, signal }) => (await api()).project.getMeta(projectId, { signal }),
        outcome: ({ classes, tags }) => `${classes.length} classes, ${tags.length} tags`,
      }),
    );
  }

  /** The datasets of the project, those that lie in others too. */
  datasets(): ListChain<DatasetInfo> {
    return ListChain.after(this.#scope, datasetSource);
  }

  /**
   * One dataset of the project, by id or name.
   *
   * @example
   * await project(5555).dataset("dataset_01").images();
   */
  dataset(reference: number | string): DatasetChain {
    const { id } = parseArguments("dataset", thingSchema, { id: reference });
    return new DatasetChain(this.#scope.append(datasetStep(id)), this.#crew);
  }

  /** The images of all datasets of the project. Walked with `for await`, one page at a time is in memory. */
  images(): ImageListChain<ImageInfo> {
    return ImageListChain.ofImages(this.#scope, imageSource);
  }

  /**
   * A job on a dataset of this project: `create()` makes it.
   *
   * @example
   * await team(8).project(5555).job({ name: "lemons", dataset: "dataset_01", assign: "labeler_1" }).create();
   */
  job(spec: JobSpec = {}): JobDraft {
    return JobDraft.ofJob({ scope: this.#scope, crew: this.#crew, hasDataset: false }, spec);
  }

  /** Jobs that share the images of a dataset of this project: `create()` makes one for each annotator. */
  split(spec: SplitSpec = {}): JobDraft {
    return JobDraft.ofSplit({ scope: this.#scope, crew: this.#crew, hasDataset: false }, spec);
  }

  /** The same steps that have not run. */
  override fresh(): ProjectChain {
    return new ProjectChain(this.#scope.fresh(), this.#crew);
  }
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

  /** A job on this dataset: `create()` makes it. */
  job(spec: JobSpec = {}): JobDraft {
    return JobDraft.ofJob({ scope: this.#scope, crew: this.#crew, hasDataset: true }, spec);
  }

  /** Jobs that share the images of this dataset: `create()` makes one for each annotator. */
  split(spec: SplitSpec = {}): JobDraft {
    return JobDraft.ofSplit({ scope: this.#scope, crew: this.#crew, hasDataset: true }, spec);
  }

  /** The same steps that have not run. */
  override fresh(): DatasetChain {
    return new DatasetChain(this.#scope.fresh(), this.#crew);
  }
}

/** A project as it was when it was read: frozen, and with words that start a new chain. */
export class Project extends ProjectInfo {
  constructor(info: ProjectInfo, home: ApiSource) {
    super(info);
    attachApiSource(this, home);
  }

  /** The object classes and tags of the project, read anew. */
  meta(): ValueChain<ProjectMeta> {
    return this.#chain().meta();
  }

  /** The datasets of the project. */
  datasets(): ListChain<DatasetInfo> {
    return this.#chain().datasets();
  }

  /** One dataset of the project, by id or name. */
  dataset(reference: number | string): DatasetChain {
    return this.#chain().dataset(reference);
  }

  /** The images of all datasets of the project. */
  images(): ImageListChain<ImageInfo> {
    return this.#chain().images();
  }

  #chain(): ProjectChain {
    return ProjectChain.start(apiSourceFor(this), this.id);
  }
}
