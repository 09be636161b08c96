/** Reads names on the instance for completion, over the process's connection, which is opened when needed. */
import type { Api } from "../../client/api.js";
import { findNamed, isSameName } from "../../domain/names.js";
import type { DatasetInfo } from "../../domain/records/dataset.js";
import type { NameScope, NameSource } from "../../engine/names/name-source.js";

/** Maximum number of images offered per dataset. */
const maxImages = 1000;

/** Names on the instance to which `connect()` connects. */
export class InstanceNames implements NameSource {
  async open(): Promise<Api> {
    const { connect } = await import("../../connect.js");
    return connect();
  }

  readonly classes = async (scope: NameScope) => namesOf((await this.#meta(scope)).classes);
  readonly tags = async (scope: NameScope) => namesOf((await this.#meta(scope)).tags);
  readonly teams = async () => namesOf(await (await this.open()).team.getList());
  readonly projects = async (scope: NameScope) => namesOf(await this.#projects(scope));
  readonly workspaces = async (scope: NameScope) => {
    const api = await this.open();
    return namesOf(await api.workspace.getList(await this.#teamId(scope)));
  };
  readonly datasets = async (scope: NameScope) => [...pathsOf(await this.#datasets(scope)).keys()];

  async images(scope: NameScope): Promise<readonly string[]> {
    const api = await this.open();
    const options = { sort: "name", limit: maxImages, fields: ["name"] };
    return namesOf(await api.image.getList(await this.#datasetId(scope), options));
  }

  async logins(scope: NameScope): Promise<readonly string[]> {
    const api = await this.open();
    const members = await api.user.getTeamMembers(await this.#teamId(scope));
    return members.map(({ login }) => login);
  }

  async #meta(scope: NameScope) {
    const api = await this.open();
    return api.project.getMeta(await this.#projectId(scope));
  }

  async #projects(scope: NameScope) {
    const api = await this.open();
    return api.project.getListOfTeam(await this.#teamId(scope));
  }

  async #datasets(scope: NameScope) {
    const api = await this.open();
    return api.dataset.getList(await this.#projectId(scope), { recursive: true });
  }

  async #teamId({ team }: NameScope): Promise<number> {
    const api = await this.open();
    if (typeof team === "string") return orUnknown(await api.team.getInfoByName(team)).id;
    return team ?? api.context.teamId;
  }

  async #projectId(scope: NameScope): Promise<number> {
    const { project, dataset, team } = scope;
    const api = await this.open();
    if (typeof project === "string") return orUnknown(findNamed(await this.#projects(scope), project)).id;
    if (project !== undefined) return project;
    // The dataset of a job decides which project it is in.
    if (typeof dataset === "number") return (await api.dataset.getInfoById(dataset)).projectId;
    const { context } = api;
    // If the chain names another team, the context's project is not in it.
    const isOfContext = team === undefined || (await this.#teamId(scope)) === context.teamId;
    return isOfContext ? context.projectId : orUnknown<number>(undefined);
  }

  async #datasetId(scope: NameScope): Promise<number> {
    const { dataset } = scope;
    if (typeof dataset === "number") return dataset;
    const datasets = await this.#datasets(scope);
    if (dataset === undefined) return orUnknown(datasets.length === 1 ? datasets[0] : undefined).id;
    const paths = pathsOf(datasets);
    const atPath = paths.get([...paths.keys()].find((path) => isSameName(path, dataset)) ?? "");
    return orUnknown(atPath ?? findNamed(datasets, dataset)).id;
  }
}

function namesOf(things: readonly { readonly name: string }[]): readonly string[] {
  return things.map(({ name }) => name);
}

/** Returns the datasets by path: `night/rain` is the dataset `rain` in `night`. */
function pathsOf(datasets: readonly DatasetInfo[]): ReadonlyMap<string, DatasetInfo> {
  const byId = new Map(datasets.map((dataset) => [dataset.id, dataset]));
  const pathOf = ({ name, parentId }: DatasetInfo): string => {
    const parent = parentId === null ? undefined : byId.get(parentId);
    return parent === undefined ? name : `${pathOf(parent)}/${name}`;
  };
  return new Map(datasets.map((dataset) => [pathOf(dataset), dataset]));
}

/** @throws {Error} the scope is unknown, so there are no names to offer */
function orUnknown<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error("unknown scope");
  return value;
}
