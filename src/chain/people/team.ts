/** Teams, as chains and as records. */
import { z } from "zod";
import { TeamInfo, type UserInfo } from "../../domain/records/team.js";
import { apiSourceFor, attachApiSource } from "../core/api-source.js";
import { nameSchema, parseArguments, referenceArgument } from "../core/arguments.js";
import { type ApiSource, Node } from "../core/node.js";
import { type JobDraft, noAssignees } from "../draft/job-draft.js";
import type { JobSpec, SplitSpec } from "../draft/job-spec.js";
import type { QueueDraft, QueueSpec } from "../draft/queue-draft.js";
import type { JobFilter } from "../job/job-query.js";
import type { JobsChain } from "../job/jobs.js";
import type { ListChain } from "../list/list-chain.js";
import { ensureTeamStep } from "../project/ensure-places.js";
import type { ProjectSpec } from "../project/meta-spec.js";
import { type AssigneesChain, type ProjectChain, ProjectScopeChain } from "../project/project.js";
import { type Reference, type Scope, teamStep } from "../project/scope.js";
import type { EnsureOptions } from "./ensure-arguments.js";

/**
 * A lazy team.
 *
 * @example
 * await team(8); // the team
 * await team("My team").members();
 */
export class TeamChain extends ProjectScopeChain<Team> {
  /** @internal */
  constructor(scope: Node<Scope>) {
    super(
      scope,
      noAssignees,
      scope.append<Team>({
        label: "read the team",
        quiet: true,
        async run({ teamId = 0 }, { api, signal }) {
          return new Team(await (await api()).team.getInfoById(teamId, { signal }), scope.apiSource);
        },
        outcome: ({ name }) => `team '${name}'`,
      }),
    );
    Object.freeze(this);
  }

  /** @internal Starts the chain of a team by id or name. */
  static start(apiSource: ApiSource, reference: Reference): TeamChain {
    const { id } = parseArguments("team", referenceArgument, { id: reference });
    return new TeamChain(Node.root(apiSource, teamStep(id)));
  }

  /** @internal Starts the chain of a team that is created if it is missing. */
  static ensure(apiSource: ApiSource, givenName: string): TeamChain {
    const { name } = parseArguments("ensureTeam", z.object({ name: nameSchema }), { name: givenName });
    return new TeamChain(Node.root(apiSource, ensureTeamStep(name)));
  }

  /** Returns a chain of the same steps without their results. */
  override fresh(): TeamChain {
    return new TeamChain(this.scope.fresh());
  }
}

/** A team at the time it was read: frozen, with methods that start a new chain. */
export class Team extends TeamInfo {
  /** @internal */
  constructor(info: TeamInfo, apiSource: ApiSource) {
    super(info);
    attachApiSource(this, apiSource);
  }

  /** Lists the members of the team with their roles. */
  members(): ListChain<UserInfo> {
    return this.#chain().members();
  }

  /** Lists the labeling jobs of the team. */
  jobs(filter: JobFilter = {}): JobsChain {
    return this.#chain().jobs(filter);
  }

  /** Starts a chain of a project of the team, by id or name. */
  project(reference: number | string): ProjectChain {
    return this.#chain().project(reference);
  }

  /** Ensures that the team has a project with this name, these object classes and tags. */
  ensureProject(name: string, settings: ProjectSpec = {}): ProjectChain {
    return this.#chain().ensureProject(name, settings);
  }

  /** Ensures that each login has an account and is in the team, able to label. */
  ensureAnnotator(login: string | readonly string[], options: EnsureOptions = {}): AssigneesChain {
    return this.#chain().ensureAnnotator(login, options);
  }

  /** Ensures that each login has an account and is in the team, able to review. */
  ensureReviewer(login: string | readonly string[], options: EnsureOptions = {}): AssigneesChain {
    return this.#chain().ensureReviewer(login, options);
  }

  /** Ensures that each login has an account and is in the team. */
  ensureMember(login: string | readonly string[], options: EnsureOptions = {}): AssigneesChain {
    return this.#chain().ensureMember(login, options);
  }

  /** Drafts a job; `create()` creates it, one per annotator. */
  job(spec: JobSpec = {}): JobDraft {
    return this.#chain().job(spec);
  }

  /** Drafts jobs that share the images of a dataset; `create()` creates one per annotator. */
  split(spec: SplitSpec = {}): JobDraft {
    return this.#chain().split(spec);
  }

  /** Drafts a labeling queue; `create()` creates it. */
  queue(spec: QueueSpec): QueueDraft {
    return this.#chain().queue(spec);
  }

  #chain(): TeamChain {
    return TeamChain.start(apiSourceFor(this), this.id);
  }
}
