/** Teams: as chains and as the records that awaiting gives. */
import { z } from "zod";
import { TeamInfo, type UserInfo } from "../../domain/records/team.js";
import { apiSourceFor, attachApiSource } from "../core/api-source.js";
import { nameSchema, parseArguments, referenceArgument } from "../core/arguments.js";
import { type ApiSource, Node } from "../core/node.js";
import { type JobDraft, nobody } from "../job/job-draft.js";
import type { JobFilter } from "../job/job-query.js";
import type { JobSpec, SplitSpec } from "../job/job-spec.js";
import type { JobsChain } from "../job/jobs.js";
import type { QueueDraft, QueueSpec } from "../job/queue-draft.js";
import type { ListChain } from "../list/list-chain.js";
import { ensureTeamStep } from "../project/ensure-places.js";
import type { ProjectSpec } from "../project/meta-spec.js";
import { type AssigneesChain, type ProjectChain, TeamWords } from "../project/project.js";
import { type Reference, type Scope, teamStep } from "../project/scope.js";
import type { EnsureOptions } from "./ensuring.js";

/**
 * A team that is not read yet.
 *
 * @example
 * await team(8); // the team
 * await team("My team").members();
 */
export class TeamChain extends TeamWords<Team> {
  /** @internal */
  constructor(scope: Node<Scope>) {
    super(
      scope,
      nobody,
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

  /** @internal The chain of a team by id or name. */
  static start(apiSource: ApiSource, reference: Reference): TeamChain {
    const { id } = parseArguments("team", referenceArgument, { id: reference });
    return new TeamChain(Node.root(apiSource, teamStep(id)));
  }

  /** @internal The chain of a team that is made if it is missing. */
  static ensure(apiSource: ApiSource, givenName: string): TeamChain {
    const { name } = parseArguments("ensureTeam", z.object({ name: nameSchema }), { name: givenName });
    return new TeamChain(Node.root(apiSource, ensureTeamStep(name)));
  }

  /** The same steps that have not run. */
  override fresh(): TeamChain {
    return new TeamChain(this.scope.fresh());
  }
}

/** A team as it was when it was read: frozen, and with words that start a new chain. */
export class Team extends TeamInfo {
  /** @internal */
  constructor(info: TeamInfo, apiSource: ApiSource) {
    super(info);
    attachApiSource(this, apiSource);
  }

  /** The members of the team, each with the role there. */
  members(): ListChain<UserInfo> {
    return this.#chain().members();
  }

  /** The labeling jobs of the team. */
  jobs(filter: JobFilter = {}): JobsChain {
    return this.#chain().jobs(filter);
  }

  /** A project of the team, by id or name. */
  project(reference: number | string): ProjectChain {
    return this.#chain().project(reference);
  }

  /** Ensures that the team has a project of this name, with its object classes and tags. */
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

  /** A job, described by keys or by links: `create()` makes it. */
  job(spec: JobSpec = {}): JobDraft {
    return this.#chain().job(spec);
  }

  /** Jobs that share the images of a dataset: `create()` makes one for each annotator. */
  split(spec: SplitSpec = {}): JobDraft {
    return this.#chain().split(spec);
  }

  /** A labeling queue: `create()` makes it, `ensure()` makes it once. */
  queue(spec: QueueSpec): QueueDraft {
    return this.#chain().queue(spec);
  }

  #chain(): TeamChain {
    return TeamChain.start(apiSourceFor(this), this.id);
  }
}
