/** Steps that ensure a dataset, without creating duplicates. */
import type { Api } from "../../client/api.js";
import { shown } from "../../domain/arguments/shown.js";
import { badArgument } from "../../domain/errors.js";
import { isSameName } from "../../domain/names.js";
import type { DatasetInfo } from "../../domain/records/dataset.js";
import { planEntry, type ReadContext, type Step, type StepContext } from "../core/node.js";
import { makeOnce, oldestNamed, planned, reused } from "./ensure-places.js";
import { datasetStep, emptyScope, pick, type Reference, type Scope } from "./scope.js";

/** Creates the step that ensures a dataset by its path. Cost: one list; one more request per missing level. */
export function ensureDatasetStep(path: string, method = "ensureDataset"): Step<Scope, Scope> {
  const names = namesOfPath(path, method);
  return {
    label: `ensure dataset '${names.join("/")}'`,
    writes: true,
    async run(scope, context) {
      const paths = await DatasetPaths.read(projectOf(scope), context);
      return { ...scope, datasetId: (await paths.ensure(names, null, context)) ?? undefined };
    },
    outcome: ({ datasetId }) => `dataset ${datasetId}`,
    async plan(scope = emptyScope, context) {
      const { datasetId: _dataset, ...parent } = scope;
      if (scope.projectId === undefined) return planned("dataset", names.join("/"), parent);
      const datasets = await datasetsOf(await context.api(), scope.projectId, context);
      let parentId: number | null = null;
      for (const [depth, name] of names.entries()) {
        const dataset = childOf(datasets, parentId, name);
        if (dataset === undefined) {
          const missing = names.slice(depth).map((_name, at) => names.slice(0, depth + at + 1).join("/"));
          const entries = missing.map((each) => planEntry("create", `dataset '${each}'`));
          return { entries, value: { ...parent, isPlanned: true } };
        }
        parentId = dataset.id;
      }
      const id = parentId ?? 0;
      return reused("dataset", { id, name: names.join("/") }, { ...parent, datasetId: id });
    },
  };
}

/** The datasets of a project by path, listed once. */
export class DatasetPaths {
  readonly #projectId: number;
  #datasets: readonly DatasetInfo[];

  private constructor(projectId: number, datasets: readonly DatasetInfo[]) {
    this.#projectId = projectId;
    this.#datasets = datasets;
  }

  /** Lists the datasets of a project. */
  static async read(projectId: number, context: ReadContext): Promise<DatasetPaths> {
    return new DatasetPaths(projectId, await datasetsOf(await context.api(), projectId, context));
  }

  /** Returns the id of the dataset at a path in `parentId`; undefined if it is missing, `parentId` for an empty path. */
  find(names: readonly string[], parentId: number | null): number | null | undefined {
    let at = parentId;
    for (const name of names) {
      const dataset = childOf(this.#datasets, at, name);
      if (dataset === undefined) return undefined;
      at = dataset.id;
    }
    return at;
  }

  /** For example `dataset 12 'photos'`. */
  textOf(id: number): string {
    const dataset = this.#datasets.find((one) => one.id === id);
    return dataset === undefined ? `dataset ${id}` : `dataset ${id} '${dataset.name}'`;
  }

  /** Returns the id of the dataset at a path in `parentId`; creates it if it is missing. */
  async ensure(names: readonly string[], parentId: number | null, context: StepContext): Promise<number | null> {
    const api = await context.api();
    let at = parentId;
    for (const name of names) {
      const parent: number | null = at;
      const details: { parentId?: number | undefined } = parent === null ? {} : { parentId: parent };
      const dataset: DatasetInfo =
        childOf(this.#datasets, parent, name) ??
        (await makeOnce<DatasetInfo>(
          () => api.dataset.create(this.#projectId, name, details, context),
          async () => {
            this.#datasets = await datasetsOf(api, this.#projectId, context);
            return childOf(this.#datasets, parent, name);
          },
        ));
      if (!this.#datasets.includes(dataset)) this.#datasets = [...this.#datasets, dataset];
      at = dataset.id;
    }
    return at;
  }
}

/**
 * Creates the step that finds a dataset like {@link datasetStep}, by id or name at any depth; one by name is created if it
 * is missing. Cost by name: one list; one more request per missing level.
 */
export function findOrEnsureDatasetStep(reference: Reference): Step<Scope, Scope> {
  if (typeof reference === "number") return datasetStep(reference);
  const ensureStep = ensureDatasetStep(reference, "dataset");
  const names = namesOfPath(reference, "dataset");
  const find = async (scope: Scope, context: ReadContext): Promise<Scope | undefined> => {
    if (scope.projectId === undefined || names.length > 1) return undefined;
    const datasets = await datasetsOf(await context.api(), scope.projectId, context);
    const isThere = datasets.some((one) => isSameName(one.name, reference));
    if (!isThere || childOf(datasets, null, reference) !== undefined) return undefined;
    return { ...scope, datasetId: pick("dataset", reference, datasets, ` in project ${scope.projectId}`).id };
  };
  return {
    ...ensureStep,
    run: async (scope, context) => (await find(scope, context)) ?? ensureStep.run(scope, context),
    async plan(scope = emptyScope, context) {
      const found = await find(scope, context);
      if (found === undefined) return (await ensureStep.plan?.(scope, context)) ?? { entries: [] };
      return reused("dataset", { id: found.datasetId ?? 0, name: reference }, found);
    },
  };
}

/** Splits a dataset path: `a/b` → `a`, `b`. @throws {ArgumentError} a part is blank, or a step such as `..` */
export function namesOfPath(path: string, method: string): readonly string[] {
  const names = typeof path === "string" ? path.split("/").map((name) => name.trim()) : [];
  if (names.length > 0 && names.every((name) => !["", ".", ".."].includes(name))) return names;
  const what = `name is ${shown(path)}, expected a name, or a path such as 'night/rain'`;
  throw badArgument(method, "name", what);
}

function projectOf({ projectId }: Scope): number {
  if (projectId !== undefined) return projectId;
  const hint = "start with project(…) or team(…).ensureProject(…)";
  throw badArgument("ensureDataset", "project", "the project is missing, expected one before the dataset", hint);
}

function datasetsOf(api: Api, projectId: number, context: ReadContext): Promise<readonly DatasetInfo[]> {
  return Promise.resolve(api.dataset.getList(projectId, { recursive: true }, context));
}

function childOf(datasets: readonly DatasetInfo[], parentId: number | null, name: string): DatasetInfo | undefined {
  return oldestNamed(
    datasets.filter((dataset) => dataset.parentId === parentId),
    name,
  );
}
