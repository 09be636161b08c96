/** Steps that ensure a team, a project, a dataset: done a hundred times, they make one of each. */
import type { Api } from "../../client/api.js";
import { ArgumentError, ConflictError, NoResultError } from "../../domain/errors.js";
import { findNamed, isSameName } from "../../domain/names.js";
import type { DatasetInfo, ProjectInfo } from "../../domain/records/project.js";
import type { PlanEntry, ReadContext, Step, StepContext } from "../core/node.js";
import type { WantedProject } from "./meta-spec.js";
import { nowhereYet, pick, type Scope, teamIdOf } from "./scope.js";

interface Found {
  readonly id: number;
  readonly name: string;
}

/** Makes a thing, or finds the one that another run made meanwhile. */
async function makeOnce<T extends Found>(make: () => Promise<T>, find: () => Promise<T | undefined>): Promise<T> {
  try {
    return await make();
  } catch (fault) {
    if (!(fault instanceof ConflictError)) throw fault;
    const made = await find();
    if (made === undefined) throw fault;
    return made;
  }
}

/** The one of a name, the oldest where there are several. */
function oldestNamed<T extends Found>(things: readonly T[], name: string): T | undefined {
  return findNamed(
    [...things].sort((a, b) => a.id - b.id),
    name,
  );
}

/** Ensures a team. Cost: one list; one request more where it is missing. */
export function ensureTeamStep(name: string): Step<undefined, Scope> {
  const find = async ({ api, signal }: ReadContext) =>
    oldestNamed(await (await api()).team.getList(undefined, { signal }), name);
  return {
    label: `ensure team '${name}'`,
    writes: true,
    async run(_input, context) {
      const api = await context.api();
      const there = await find(context);
      const team =
        there ??
        (await makeOnce(
          () => api.team.create(name, {}, { signal: context.signal }),
          () => find(context),
        ));
      return { ...nowhereYet, teamId: team.id };
    },
    outcome: ({ teamId }) => `team ${teamId}`,
    async foresee(_input, context) {
      const team = await find(context);
      if (team === undefined) return planned("team", name, nowhereYet);
      return reused("team", team, { ...nowhereYet, teamId: team.id });
    },
  };
}

/** Ensures a project. Cost: one list; two or three requests more where it is missing. */
export function ensureProjectStep(wanted: WantedProject): Step<Scope, Scope> {
  const { name, description, workspace } = wanted;
  return {
    label: `ensure project '${name}'`,
    writes: true,
    async run(scope, context) {
      const api = await context.api();
      const teamId = await teamIdOf(scope, context);
      const there = await findProjectOf(wanted, teamId, context);
      if (there !== undefined) return withProject(scope, teamId, there);
      const workspaceId = await workspaceOf(wanted, teamId, context);
      const details = description === undefined ? {} : { description };
      const project = await makeOnce(
        () => api.project.create(workspaceId, name, details, { signal: context.signal }),
        () => findProjectOf(wanted, teamId, context),
      );
      return withProject(scope, teamId, project);
    },
    outcome: ({ projectId }) => `project ${projectId}`,
    async foresee(scope = nowhereYet, context) {
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

function withProject(scope: Scope, teamId: number, { id }: Found): Scope {
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
  throw new ArgumentError(`project ${project.id} '${project.name}' is of ${project.type}, not of images`, {
    method: "ensureProject",
    argument: "name",
    hint: "choose another name",
  });
}

function workspacesOf(teamId: number, { api, signal }: ReadContext) {
  return api().then((client) => client.workspace.getList(teamId, [], { signal }));
}

function findSpace<T extends Found>(spaces: readonly T[], workspace: number | string): T | undefined {
  return typeof workspace === "number" ? spaces.find(({ id }) => id === workspace) : oldestNamed(spaces, workspace);
}

/** Whether the workspace is there; one by id must be. */
function hasSpace(spaces: readonly Found[], workspace: number | string, teamId: number): boolean {
  if (findSpace(spaces, workspace) !== undefined) return true;
  if (typeof workspace === "number") pick("workspace", workspace, spaces, ` in team ${teamId}`);
  return false;
}

async function workspaceOf({ workspace }: WantedProject, teamId: number, context: StepContext): Promise<number> {
  const spaces = await workspacesOf(teamId, context);
  const there = workspace === undefined ? [...spaces].sort((a, b) => a.id - b.id)[0] : findSpace(spaces, workspace);
  if (there !== undefined) return there.id;
  if (typeof workspace === "number") return pick("workspace", workspace, spaces, ` in team ${teamId}`).id;
  const name = workspace ?? firstSpace;
  const api = await context.api();
  const made = await makeOnce<Found>(
    () => api.workspace.create(teamId, name, {}, { signal: context.signal }),
    async () => oldestNamed(await workspacesOf(teamId, context), name),
  );
  return made.id;
}

/** Ensures a dataset by its path. Cost: one list; one request more for each level that is missing. */
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
    async foresee(scope = nowhereYet, context) {
      const { datasetId: _dataset, ...place } = scope;
      if (scope.projectId === undefined) return planned("dataset", names.join("/"), place);
      const datasets = await datasetsOf(await context.api(), scope.projectId, context);
      let parentId: number | null = null;
      for (const [depth, name] of names.entries()) {
        const dataset = childOf(datasets, parentId, name);
        if (dataset === undefined) {
          const missing = names.slice(depth).map((_name, at) => names.slice(0, depth + at + 1).join("/"));
          const entries = missing.map((each): PlanEntry => ({ action: "create", what: `dataset '${each}'` }));
          return { entries, value: { ...place, isPlanned: true } };
        }
        parentId = dataset.id;
      }
      const id = parentId ?? 0;
      return reused("dataset", { id, name: names.join("/") }, { ...place, datasetId: id });
    },
  };
}

/** The dataset at a path below a project, made where it is missing. */
export async function ensurePath(names: readonly string[], projectId: number, context: StepContext): Promise<number> {
  const api = await context.api();
  let datasets = await datasetsOf(api, projectId, context);
  let parentId: number | null = null;
  for (const name of names) {
    const parent: number | null = parentId;
    const details: { parentId?: number | undefined } = parent === null ? {} : { parentId: parent };
    const dataset: DatasetInfo =
      childOf(datasets, parent, name) ??
      (await makeOnce<DatasetInfo>(
        () => api.dataset.create(projectId, name, details, { signal: context.signal }),
        async () => {
          datasets = await datasetsOf(api, projectId, context);
          return childOf(datasets, parent, name);
        },
      ));
    parentId = dataset.id;
  }
  if (parentId === null) throw new NoResultError("no dataset is named", { query: "dataset", count: 0 });
  return parentId;
}

/** `a/b` → `a`, `b`. @throws {ArgumentError} a part is blank */
export function namesOfPath(path: string): readonly string[] {
  const names = typeof path === "string" ? path.split("/").map((name) => name.trim()) : [];
  if (names.length > 0 && names.every((name) => name !== "")) return names;
  throw new ArgumentError(`ensureDataset: name cannot be '${path}'`, {
    method: "ensureDataset",
    argument: "name",
    hint: "give a name, or a path such as 'night/rain'",
  });
}

function projectOf({ projectId }: Scope): number {
  if (projectId !== undefined) return projectId;
  throw new ArgumentError("a dataset is ensured in a project", {
    method: "ensureDataset",
    argument: "project",
    hint: "begin with project(…) or team(…).ensureProject(…)",
  });
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

function reused(kind: string, { id, name }: Found, value: Scope) {
  const entries: PlanEntry[] = [{ action: "reuse", what: `${kind} ${id} '${name}'` }];
  return { entries, value };
}
