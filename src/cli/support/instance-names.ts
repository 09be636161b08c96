/** Reads names on the instance for completion, over the process's connection, which is opened when needed. */
import type { Api } from "../../client/api.js";
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
  readonly datasets = async (scope: NameScope) => namesOf(await this.#datasets(scope));

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
    if (typeof team === "string") return known(await api.team.getInfoByName(team)).id;
    return team ?? api.context.teamId;
  }

  async #projectId(scope: NameScope): Promise<number> {
    const { project, dataset, team } = scope;
    const api = await this.open();
    if (typeof project === "string")
      return known((await this.#projects(scope)).find(({ name }) => name === project)).id;
    if (project !== undefined) return project;
    // The dataset of a job decides which project it is in.
    if (typeof dataset === "number") return (await api.dataset.getInfoById(dataset)).projectId;
    const { context } = api;
    // If the chain names another team, the context's project is not in it.
    const isOfContext = team === undefined || (await this.#teamId(scope)) === context.teamId;
    return isOfContext ? context.projectId : known<number>(undefined);
  }

  async #datasetId(scope: NameScope): Promise<number> {
    const { dataset } = scope;
    if (typeof dataset === "number") return dataset;
    const datasets = await this.#datasets(scope);
    const found = dataset === undefined ? datasets : datasets.filter(({ name }) => name === dataset);
    return known(found.length === 1 ? found[0] : undefined).id;
  }
}

function namesOf(things: readonly { readonly name: string }[]): readonly string[] {
  return things.map(({ name }) => name);
}

/** @throws {Error} the scope is unknown, so there are no names to offer */
function known<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error("unknown scope");
  return value;
}
