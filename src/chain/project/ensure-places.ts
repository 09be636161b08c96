import { badArgument, ConflictError } from "../../domain/errors.js";
import { findNamed, isSameName } from "../../domain/names.js";
import type { ProjectInfo } from "../../domain/records/project.js";
import { type PlanEntry, planEntry, type ReadContext, type Step, type StepContext } from "../core/node.js";
import type { WantedProject } from "./meta-spec.js";
import { emptyScope, pick, type Scope, teamIdOf } from "./scope.js";

/** A record that may be found by name. */
export interface FoundPlace {
  readonly id: number;
  readonly name: string;
}

/** Creates a record, or finds the one that another run created in the meantime. */
export async function makeOnce<T extends FoundPlace>(
  make: () => Promise<T>,
  find: () => Promise<T | undefined>,
): Promise<T> {
  try {
    return await make();
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    const createdRecord = await find();
    if (createdRecord === undefined) throw error;
    return createdRecord;
  }
}

/** Finds a record by name; the oldest if there are several. */
export function oldestNamed<T extends FoundPlace>(things: readonly T[], name: string): T | undefined {
  return findNamed(
    [...things].sort((a, b) => a.id - b.id),
    name,
  );
}

/** Creates the step that ensures a team. Cost: one list; one more request if it is missing. */
export function ensureTeamStep(name: string): Step<undefined, Scope> {
  const find = async (context: ReadContext) =>
    oldestNamed(await (await context.api()).team.getList(undefined, context), name);
  return {
    label: `ensure team '${name}'`,
    writes: true,
    async run(_input, context) {
      const api = await context.api();
      const existing = await find(context);
      const team =
        existing ??
        (await makeOnce(
          () => api.team.create(name, {}, context),
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
        () => api.project.create(workspaceId, name, details, context),
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
      const space: PlanEntry[] = isSpaceThere ? [] : [planEntry("create", `workspace '${workspace ?? firstSpace}'`)];
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
  const projects = await (await context.api()).project.getListOfTeam(teamId, [], context);
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
  const what = `project ${project.id} '${project.name}' has type ${project.type}, not images`;
  throw badArgument("ensureProject", "name", what, "choose another name");
}

function workspacesOf(teamId: number, context: ReadContext) {
  return context.api().then((client) => client.workspace.getList(teamId, [], context));
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
    () => api.workspace.create(teamId, name, {}, context),
    async () => oldestNamed(await workspacesOf(teamId, context), name),
  );
  return createdRecord.id;
}

/** Plans to create a record. */
export function planned(kind: string, name: string, scope: Scope) {
  const entries: PlanEntry[] = [planEntry("create", `${kind} '${name}'`)];
  return { entries, value: { ...scope, isPlanned: true } };
}

/** Plans to use an existing record. */
export function reused(kind: string, { id, name }: FoundPlace, value: Scope) {
  const entries: PlanEntry[] = [planEntry("reuse", `${kind} ${id} '${name}'`)];
  return { entries, value };
}
