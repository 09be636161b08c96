/** The scope of a chain: the team, people, project and dataset that earlier steps found. */
import { suggest } from "../../base/text/nearest.js";
import type { Api } from "../../client/api.js";
import { AuthError, badArgument, NoResultError, NotFoundError } from "../../domain/errors.js";
import { isSameName, nameKey } from "../../domain/names.js";
import type { DatasetInfo } from "../../domain/records/dataset.js";
import { planEntry, type ReadContext, type Step, type StepPlan } from "../core/node.js";

/** Ids that earlier steps found. Undefined: not requested. */
export interface Scope {
  readonly teamId?: number | undefined;
  readonly projectId?: number | undefined;
  readonly datasetId?: number | undefined;
  /** In a plan: an earlier step would create the team, project or dataset; a missing id means it does not exist yet. */
  readonly isPlanned?: boolean | undefined;
  /** In a plan: classes and tags that an earlier step would create, by name key. */
  readonly plannedNames?: ReadonlySet<string> | undefined;
  /** Ensured people by login key. In a plan, accounts that do not exist yet have no id. */
  readonly people: ReadonlyMap<string, number | undefined>;
}

/** An id, or a name. */
export type Reference = number | string;

/** Returns the key of a person in {@link Scope.people}. */
export function personKey(person: Reference): string {
  return nameKey(String(person));
}

/** The empty scope. */
export const emptyScope: Scope = Object.freeze({ people: new Map() });

/** Returns the team of a scope: the given one, or the one of its project. @throws {ArgumentError} neither is given */
export async function teamIdOf({ teamId, projectId }: Scope, context: ReadContext): Promise<number> {
  if (teamId !== undefined) return teamId;
  if (projectId !== undefined) {
    const project = await (await context.api()).project.getInfoById(projectId, context);
    if (project.teamId !== null) return project.teamId;
  }
  throw badArgument("team", "team", "no team or project given", "start with team(…) or project(…)");
}

/** Formats a reference for labels and messages: `8` or `'lemons'`. */
export function named(reference: Reference): string {
  return typeof reference === "number" ? String(reference) : `'${reference}'`;
}

/** A record with id and name. */
export interface NamedRecord {
  readonly id: number;
  readonly name: string;
}

/**
 * Finds a record by id or name.
 *
 * @throws {NoResultError} no record or several records match; the hint lists similar names or the ids
 */
export function pick<T extends NamedRecord>(kind: string, reference: Reference, things: readonly T[], where = ""): T {
  const same = things.filter(({ id, name }) =>
    typeof reference === "number" ? id === reference : isSameName(name, reference),
  );
  const exact = same.filter(({ name }) => name === reference);
  const found = exact.length === 1 ? exact : same;
  if (found.length === 1) return found[0]!;
  const query = `${kind} ${named(reference)}`;
  if (found.length > 1) {
    throw new NoResultError(`${found.length} ${kind}s are named ${named(reference)}${where}`, {
      query,
      count: found.length,
      hint: `use an id: ${found.map(({ id }) => id).join(", ")}`,
    });
  }
  throw new NoResultError(`no ${query}${where}`, { query, count: 0, hint: hintOf(reference, things) });
}

function hintOf(reference: Reference, things: readonly NamedRecord[]): string {
  if (typeof reference === "string") {
    return suggest(
      reference,
      things.map(({ name }) => name),
    );
  }
  const near = [...things].sort((a, b) => Math.abs(a.id - reference) - Math.abs(b.id - reference)).slice(0, 5);
  return near.length === 0
    ? "there are none"
    : `there are: ${near.map(({ id, name }) => `${id} '${name}'`).join(", ")}`;
}

/** Creates the step that finds a team. An id sends no request; a name lists the account's teams. */
export function teamStep(reference: Reference): Step<undefined, Scope> {
  const label = `team ${named(reference)}`;
  async function find(context: ReadContext): Promise<Scope> {
    const teams = await (await context.api()).team.getList(undefined, context);
    return { ...emptyScope, teamId: pick("team", reference, teams).id };
  }
  return {
    label,
    assumes: typeof reference === "number",
    async run(_input, context) {
      return typeof reference === "number" ? { ...emptyScope, teamId: reference } : find(context);
    },
    outcome: ({ teamId }) => `team ${teamId}`,
    async plan(_input, context) {
      if (typeof reference === "string") return found(label, await find(context));
      const api = await context.api();
      try {
        const { id } = await api.team.getInfoById(reference, context);
        return found(label, { ...emptyScope, teamId: id });
      } catch (error) {
        if (!(error instanceof NotFoundError || error instanceof AuthError)) throw error;
        return found(label, await find(context));
      }
    },
  };
}

/**
 * Creates the step that finds a project. A name lists the projects of the team. An id is read in a team, because it may
 * belong to another one; otherwise it sends no request.
 */
export function projectStep(reference: Reference, isInTeam: boolean): Step<Scope, Scope> {
  const isAssumed = typeof reference === "number" && !isInTeam;
  async function find(scope: Scope, context: ReadContext): Promise<Scope> {
    const api = await context.api();
    if (typeof reference === "number") return { ...scope, ...(await projectById(api, reference, scope, context)) };
    const project = await findProject(reference, scope, context);
    return { ...scope, projectId: project.id, ...teamFound(project, scope) };
  }
  return {
    label: `project ${named(reference)}`,
    assumes: isAssumed,
    async run(scope, context) {
      return isAssumed ? { ...scope, projectId: reference } : find(scope, context);
    },
    outcome: ({ projectId }) => `project ${projectId}`,
    async plan(scope, context) {
      return found(`project ${named(reference)}`, await find(scope ?? emptyScope, context));
    },
  };
}

/** Creates the step that finds a dataset. An id is read, because it may belong to another project; a name lists the datasets. */
export function datasetStep(reference: Reference): Step<Scope, Scope> {
  return {
    label: `dataset ${named(reference)}`,
    async run(scope, context) {
      return { ...scope, datasetId: (await findDataset(reference, scope, context)).id };
    },
    outcome: ({ datasetId }) => `dataset ${datasetId}`,
    async plan(scope = emptyScope, context) {
      if (scope.isPlanned === true && scope.projectId === undefined) {
        const { datasetId: _dataset, ...parent } = scope;
        return {
          entries: [planEntry("read", `dataset ${named(reference)}`, "not created yet")],
          value: parent,
        };
      }
      const dataset = await findDataset(reference, scope, context);
      return found(`dataset ${named(reference)}`, { ...scope, datasetId: dataset.id, projectId: dataset.projectId });
    },
  };
}

/** Finds a dataset by id, name or path such as `photos/night`, in the scope's project, or in all projects of its team. */
export async function findDataset(reference: Reference, scope: Scope, context: ReadContext) {
  const api = await context.api();
  if (typeof reference === "number") {
    try {
      const dataset = await api.dataset.getInfoById(reference, context);
      if (scope.projectId === undefined || dataset.projectId === scope.projectId) return dataset;
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error;
    }
  }
  const projectIds =
    scope.projectId === undefined ? (await projectsIn(api, scope, context)).map(({ id }) => id) : [scope.projectId];
  const datasets = [];
  for (const projectId of projectIds)
    datasets.push(...(await api.dataset.getList(projectId, { recursive: true }, context)));
  const atPath = typeof reference === "string" ? datasetsAtPath(reference, datasets) : [];
  if (atPath.length === 1) return atPath[0]!;
  return pick("dataset", reference, datasets, scopeText(scope));
}

/** Returns the datasets at a path of names, from the top of their projects; none for a plain name. */
function datasetsAtPath(path: string, datasets: readonly DatasetInfo[]): readonly DatasetInfo[] {
  const names = path.split("/");
  if (names.length === 1) return [];
  let level = datasets.filter(({ parentId }) => parentId === null);
  for (const [depth, name] of names.entries()) {
    const parents = new Set(level.map(({ id }) => id));
    const below = depth === 0 ? level : datasets.filter(({ parentId }) => parentId !== null && parents.has(parentId));
    level = below.filter((dataset) => isSameName(dataset.name, name));
  }
  return level;
}

/** Finds a project by name in the scope's team, or in all teams of the account. */
export async function findProject(name: string, scope: Scope, context: ReadContext) {
  const { teamId } = scope;
  const projects = await projectsIn(await context.api(), scope, context);
  return pick("project", name, projects, teamId === undefined ? "" : ` in team ${teamId}`);
}

function teamFound({ teamId }: { readonly teamId: number | null }, scope: Scope): Pick<Scope, "teamId"> {
  const found = teamId ?? scope.teamId;
  return found === undefined ? {} : { teamId: found };
}

async function projectById(api: Api, id: number, scope: Scope, context: ReadContext): Promise<Partial<Scope>> {
  try {
    const project = await api.project.getInfoById(id, context);
    const isInTeam = scope.teamId === undefined || project.teamId === null || project.teamId === scope.teamId;
    if (isInTeam) return { projectId: project.id, ...teamFound(project, scope) };
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
  }
  const project = pick("project", id, await projectsIn(api, scope, context), scopeText(scope));
  return { projectId: project.id };
}

/** Lists the projects of the scope's team, or of all teams of the account. */
async function projectsIn(api: Api, scope: Scope, context: ReadContext) {
  const teamIds =
    scope.teamId === undefined ? (await api.team.getList(undefined, context)).map(({ id }) => id) : [scope.teamId];
  const projects = [];
  for (const teamId of teamIds) projects.push(...(await api.project.getListOfTeam(teamId, [], context)));
  return projects;
}

function scopeText({ teamId, projectId }: Scope): string {
  if (projectId !== undefined) return ` in project ${projectId}`;
  return teamId === undefined ? "" : ` in team ${teamId}`;
}

function found(what: string, value: Scope): StepPlan<Scope> {
  return { entries: [planEntry("read", what)], value };
}
