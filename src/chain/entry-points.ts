/** The functions that chains begin with. */
import type { Api } from "../client/api.js";
import type { UserInfo } from "../domain/records/team.js";
import { defaultApiSource } from "./core/api-source.js";
import type { ApiSource } from "./core/node.js";
import { JobChain } from "./job/jobs.js";
import { type ActOptions, ActorChain } from "./people/actor.js";
import { TeamChain } from "./people/team.js";
import { ProjectChain } from "./project/project.js";

/** The functions that chains begin with, for one account on one instance. */
export interface EntryPoints {
  /** A team, by id or name: {@link team}. */
  team(reference: number | string): TeamChain;
  /** A team by name, created if it is missing: {@link ensureTeam}. */
  ensureTeam(name: string): TeamChain;
  /** A project, by id or name: {@link project}. */
  project(reference: number | string): ProjectChain;
  /** A labeling job, by id: {@link job}. */
  job(id: number): JobChain;
  /** Acts with another account: {@link as}. */
  as(login: string, options?: ActOptions): ActorChain<UserInfo>;
}

function entryPointsAt(apiSource: ApiSource): EntryPoints {
  return Object.freeze({
    team: (reference: number | string) => TeamChain.start(apiSource, reference),
    ensureTeam: (name: string) => TeamChain.ensure(apiSource, name),
    project: (reference: number | string) => ProjectChain.start(apiSource, reference),
    job: (id: number) => JobChain.start(apiSource, id),
    as: (login: string, options: ActOptions = {}) => ActorChain.start(apiSource, login, options),
  });
}

/**
 * A team, by id or name. Nothing is sent until it is awaited.
 *
 * @example
 * await team(8).members();
 * await team(8).jobs({ status: "pending" });
 * await team(8).ensureAnnotator("labeler_1").job({ name: "lemons", dataset: 10555 }).create();
 */
export function team(reference: number | string): TeamChain {
  return TeamChain.start(defaultApiSource, reference);
}

/**
 * A team, by name; creates it if it is missing.
 *
 * @example
 * const roads = ensureTeam("Road signs").ensureProject("november", { classes: { sign: "rectangle" } });
 */
export function ensureTeam(name: string): TeamChain {
  return TeamChain.ensure(defaultApiSource, name);
}

/**
 * A project, by id or name: its meta, its datasets, its images.
 *
 * @example
 * await project(5555).meta();
 * await project(5555).dataset("dataset_01").images();
 */
export function project(reference: number | string): ProjectChain {
  return ProjectChain.start(defaultApiSource, reference);
}

/**
 * A labeling job, by id.
 *
 * @example
 * await job(37).status(); // 'stopped'
 * await job(37).waitFor("on_review", { timeout: "2h" });
 */
export function job(id: number): JobChain {
  return JobChain.start(defaultApiSource, id);
}

/**
 * Acts with another account, by login; its requests carry its own token. Without a password, the one that `ensure…`
 * saved when it created the account is used.
 *
 * @example
 * await as("labeler_1").start(37).mark(37, "done").submit(37);
 */
export function as(login: string, options: ActOptions = {}): ActorChain<UserInfo> {
  return ActorChain.start(defaultApiSource, login, options);
}

/**
 * Returns the functions that chains begin with, bound to `api` instead of the default connection.
 *
 * @example
 * const { team } = withApi(await connect({ server: "https://app.supervisely.com", token }));
 * await team(8).jobs();
 */
export function withApi(api: Api): EntryPoints {
  return entryPointsAt(Object.freeze({ connect: async () => api }));
}
