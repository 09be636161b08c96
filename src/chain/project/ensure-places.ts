/** Steps that ensure a team, a project or a dataset, without creating duplicates. */
import type { Api } from "../../client/api.js";
import { ArgumentError, badArgument, ConflictError, NoResultError } from "../../domain/errors.js";
import { findNamed, isSameName } from "../../domain/names.js";
import type { DatasetInfo } from "../../domain/records/dataset.js";
import type { ProjectInfo } from "../../domain/records/project.js";
import type { PlanEntry, ReadContext, Step, StepContext } from "../core/node.js";
import type { WantedProject } from "./meta-spec.js";
import { datasetStep, emptyScope, pick, type Reference, type Scope, teamIdOf } from "./scope.js";

interface FoundPlace {
  readonly id: number;
  readonly name: string;
}

/** Creates a record, or finds the one that another run created in the meantime. */
async function makeOnce<T extends FoundPlace>(make: () => Promise<T>, find: () => Promise<T | undefined>): Promise<T> {
  try {
    return await make();
  } catch (fault) {
    if (!(fault instanceof ConflictError)) throw fault;
    const createdRecord = await find();
    if (createdRecord === undefined) throw fault;
    return createdRecord;
  }
}

/** Finds a record by name; the oldest if there are several. */
function oldestNamed<T extends FoundPlace>(things: readonly T[], name: string): T | undefined {
  return findNamed(
    [...things].sort((a, b) => a.id - b.id),
    name,
  );
}

/** Creates the step that ensures a team. Cost: one list; one more request if it is missing. */
export function ensureTeamStep(name: string): Step<undefined, Scope> {
  const find = async ({ api, signal }: ReadContext) =>
    oldestNamed(await (await api()).team.getList(undefined, { signal }), name);
  return {
    label: `ensure team '${name}'`,
    writes: true,
    async run(_input, context) {
      const api = await context.api();
      const existing = await find(context);
      const team =
        existing ??
        (await makeOnce(
          () => api.team.create(name, {}, { signal: context.signal }),
          () => find(context),
        ));
      return { ...emptyScope, teamId: team.id };
    },
    outcome: ({ teamId }) => `team ${teamId}`,
    async plan(_input, context) {
      const team = await find(context);
      if (team === undefined) return planned("team", name, emptyScope);
      return reused("team", team, { ...emptyScope, teamId: team.id });
    },
  };
}

/** Creates the step that ensures a project. Cost: one list; two or three more requests if it is missing. */
export function ensureProjectStep(wanted: WantedProject): Step<Scope, Scope> {
  const { name, description, workspace } = wanted;
  return {
    label: `ensure project '${name}'`,
    writes: true,
    async run(scope, context) {
      const api = await context.api();
      const teamId = await teamIdOf(scope, context);
      const existing = await findProjectOf(wanted, teamId, context);
      if (existing !== undefined) return withProject(scope, teamId, existing);
      const workspaceId = await workspaceOf(wanted, teamId, context);
      const details = description === undefined ? {} : { description };
      const project = await makeOnce(
        () => api.project.create(workspaceId, name, details, { signal: context.signal }),
        () => findProjectOf(wanted, teamId, context),
      );
      return withProject(scope, teamId, project);
    },
    outcome: ({ projectId }) => `project ${projectId}`,
    async plan(scope = emptyScope, context) {
      if (scope.teamId === undefined) return planned("project", name, scope);
      const project = await findProjectOf(wanted, scope.teamId, context);
      if (project !== undefined) return reused("project", project, withProject(scope, scope.teamId, project));
      const spaces = await workspacesOf(scope.teamId, context);
      const { projectId: _project, datasetId: _dataset, ...rest } = scope;
      const isSpaceThere = workspace === undefined ? spaces.length > 0 : hasSpace(spaces, workspace, scope.teamId);
      const space: PlanEntry[] = isSpaceThere
        ? []
        : [{ action: "create", what: `workspace '${workspace ?? firstSpace}'` }];
      const { entries, value } = planned("project", name, rest);
      return { entries: [...space, ...entries], value };
    },
  };
}

const firstSpace = "First Workspace";

function withProject(scope: Scope, teamId: number, { id }: FoundPlace): Scope {
  const { datasetId: _dataset, ...rest } = scope;
  return { ...rest, teamId, projectId: id };
}

async function findProjectOf(
  { name, workspace }: WantedProject,
  teamId: number,
  context: ReadContext,
): Promise<ProjectInfo | undefined> {
  const api = await context.api();
  const projects = await api.project.getListOfTeam(teamId, [], { signal: context.signal });
  const named = projects.filter((project) => isSameName(project.name, name));
  if (named.length === 0 || workspace === undefined) return checked(oldestNamed(named, name));
  const space = findSpace(await workspacesOf(teamId, context), workspace);
  return checked(
    oldestNamed(
      named.filter((project) => project.workspaceId === space?.id),
      name,
    ),
  );
}

function checked(project: ProjectInfo | undefined): ProjectInfo | undefined {
  if (project === undefined || project.type === "images") return project;
  throw new ArgumentError(`project ${project.id} '${project.name}' has type ${project.type}, not images`, {
    method: "ensureProject",
    argument: "name",
    hint: "choose another name",
  });
}

function workspacesOf(teamId: number, { api, signal }: ReadContext) {
  return api().then((client) => client.workspace.getList(teamId, [], { signal }));
}

function findSpace<T extends FoundPlace>(spaces: readonly T[], workspace: number | string): T | undefined {
  return typeof workspace === "number" ? spaces.find(({ id }) => id === workspace) : oldestNamed(spaces, workspace);
}

/** Whether the workspace exists. @throws {NoResultError} it is given by id and missing */
function hasSpace(spaces: readonly FoundPlace[], workspace: number | string, teamId: number): boolean {
  if (findSpace(spaces, workspace) !== undefined) return true;
  if (typeof workspace === "number") pick("workspace", workspace, spaces, ` in team ${teamId}`);
  return false;
}

async function workspaceOf({ workspace }: WantedProject, teamId: number, context: StepContext): Promise<number> {
  const spaces = await workspacesOf(teamId, context);
  const existing = workspace === undefined ? [...spaces].sort((a, b) => a.id - b.id)[0] : findSpace(spaces, workspace);
  if (existing !== undefined) return existing.id;
  if (typeof workspace === "number") return pick("workspace", workspace, spaces, ` in team ${teamId}`).id;
  const name = workspace ?? firstSpace;
  const api = await context.api();
  const createdRecord = await makeOnce<FoundPlace>(
    () => api.workspace.create(teamId, name, {}, { signal: context.signal }),
    async () => oldestNamed(await workspacesOf(teamId, context), name),
  );
  return createdRecord.id;
}

/** Creates the step that ensures a dataset by its path. Cost: one list; one more request per missing level. */
export function ensureDatasetStep(path: string): Step<Scope, Scope> {
  const names = namesOfPath(path);
  return {
    label: `ensure dataset '${names.join("/")}'`,
    writes: true,
    async run(scope, context) {
      const projectId = projectOf(scope);
      return { ...scope, datasetId: await ensurePath(names, projectId, context) };
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
          const entries = missing.map((each): PlanEntry => ({ action: "create", what: `dataset '${each}'` }));
          return { entries, value: { ...parent, isPlanned: true } };
        }
        parentId = dataset.id;
      }
      const id = parentId ?? 0;
      return reused("dataset", { id, name: names.join("/") }, { ...parent, datasetId: id });
    },
  };
}

/** Returns the dataset at a path in a project; creates it if it is missing. */
export async function ensurePath(names: readonly string[], projectId: number, context: StepContext): Promise<number> {
  const id = await (await DatasetPaths.read(projectId, context)).ensure(names, null, context);
  if (id === null) throw new NoResultError("no dataset name given", { query: "dataset", count: 0 });
  return id;
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
          () => api.dataset.create(this.#projectId, name, details, { signal: context.signal }),
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
export function openDatasetStep(reference: Reference): Step<Scope, Scope> {
  if (typeof reference === "number") return datasetStep(reference);
  const making = ensureDatasetStep(reference);
  const names = namesOfPath(reference);
  const find = async (scope: Scope, context: ReadContext): Promise<Scope | undefined> => {
    if (scope.projectId === undefined || names.length > 1) return undefined;
    const datasets = await datasetsOf(await context.api(), scope.projectId, context);
    const isThere = datasets.some((one) => isSameName(one.name, reference));
    if (!isThere || childOf(datasets, null, reference) !== undefined) return undefined;
    return { ...scope, datasetId: pick("dataset", reference, datasets, ` in project ${scope.projectId}`).id };
  };
  return {
    ...making,
    run: async (scope, context) => (await find(scope, context)) ?? making.run(scope, context),
    async plan(scope = emptyScope, context) {
      const found = await find(scope, context);
      if (found === undefined) return (await making.plan?.(scope, context)) ?? { entries: [] };
      return reused("dataset", { id: found.datasetId ?? 0, name: reference }, found);
    },
  };
}

/** Splits a dataset path: `a/b` → `a`, `b`. @throws {ArgumentError} a part is blank, or a step such as `..` */
export function namesOfPath(path: string): readonly string[] {
  const names = typeof path === "string" ? path.split("/").map((name) => name.trim()) : [];
  if (names.length > 0 && names.every((name) => !["", ".", ".."].includes(name))) return names;
  const hint = "use a name, or a path such as 'night/rain'";
  throw badArgument("ensureDataset", "name", `ensureDataset: name cannot be '${path}'`, hint);
}

function projectOf({ projectId }: Scope): number {
  if (projectId !== undefined) return projectId;
  const hint = "start with project(…) or team(…).ensureProject(…)";
  throw badArgument("ensureDataset", "project", "ensureDataset: no project", hint);
}

function datasetsOf(api: Api, projectId: number, { signal }: ReadContext): Promise<readonly DatasetInfo[]> {
  return Promise.resolve(api.dataset.getList(projectId, { recursive: true }, { signal }));
}

function childOf(datasets: readonly DatasetInfo[], parentId: number | null, name: string): DatasetInfo | undefined {
  return oldestNamed(
    datasets.filter((dataset) => dataset.parentId === parentId),
    name,
  );
}

function planned(kind: string, name: string, scope: Scope) {
  const entries: PlanEntry[] = [{ action: "create", what: `${kind} '${name}'` }];
  return { entries, value: { ...scope, isPlanned: true } };
}

function reused(kind: string, { id, name }: FoundPlace, value: Scope) {
  const entries: PlanEntry[] = [{ action: "reuse", what: `${kind} ${id} '${name}'` }];
  return { entries, value };
}
