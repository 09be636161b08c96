import { kinds } from "../../domain/arguments/kinds.js";
import { parseArgument } from "../../domain/arguments/parse-arguments.js";
import { TeamInfo } from "../../domain/records/team.js";
import { apiSourceFor, attachApiSource } from "../core/api-source.js";
import { forwardMethods } from "../core/forward.js";
import { type ApiSource, Node } from "../core/node.js";
import { noAssignees } from "../draft/job-draft.js";
import { ensureTeamStep } from "../project/ensure-places.js";
import { ProjectScopeChain } from "../project/project.js";
import { type Reference, type Scope, teamStep } from "../project/scope.js";

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
        async run({ teamId = 0 }, context) {
          return new Team(await (await context.api()).team.getInfoById(teamId, context), scope.apiSource);
        },
        outcome: ({ name }) => `team '${name}'`,
      }),
    );
    Object.freeze(this);
  }

  /** @internal Starts the chain of a team by id or name. */
  static start(apiSource: ApiSource, reference: Reference): TeamChain {
    const id = parseArgument("team", "id", kinds.reference, reference);
    return new TeamChain(Node.root(apiSource, teamStep(id)));
  }

  /** @internal Starts the chain of a team that is created if it is missing. */
  static ensure(apiSource: ApiSource, givenName: string): TeamChain {
    const name = parseArgument("ensureTeam", "name", kinds.newName, givenName);
    return new TeamChain(Node.root(apiSource, ensureTeamStep(name)));
  }

  /** Returns a chain of the same steps without their results. */
  override fresh(): TeamChain {
    return new TeamChain(this.scope.fresh());
  }
}

const verbs = [
  "members",
  "jobs",
  "project",
  "ensureProject",
  "ensureAnnotator",
  "ensureReviewer",
  "ensureMember",
  "job",
  "split",
  "queue",
] as const;

export interface Team extends Pick<TeamChain, (typeof verbs)[number]> {}

/** A team at the time it was read: frozen, with methods that start a new chain. */
export class Team extends TeamInfo {
  /** @internal */
  constructor(info: TeamInfo, apiSource: ApiSource) {
    super(info);
    attachApiSource(this, apiSource);
  }
}

forwardMethods(Team, verbs, (team) => TeamChain.start(apiSourceFor(team), team.id));
