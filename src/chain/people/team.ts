/** Teams: as chains and as the records that awaiting gives. */
import { z } from "zod";
import { RecordList } from "../../domain/display/record-display.js";
import { type RoleName, roleNames, TeamInfo, UserInfo } from "../../domain/records/team.js";
import { apiSourceFor, attachApiSource } from "../core/api-source.js";
import { namesSchema, parseArguments, settingsSchema, thingSchema } from "../core/arguments.js";
import { Chain } from "../core/chain.js";
import { type ApiSource, Node } from "../core/node.js";
import { type Assignees, JobDraft } from "../job/job-draft.js";
import { type JobFilter, jobFilterSchema, jobSource } from "../job/job-query.js";
import { type JobSet, jobsText, refsOf } from "../job/job-set.js";
import type { JobSpec, SplitSpec } from "../job/job-spec.js";
import { JobsChain } from "../job/jobs.js";
import { collectStep, ListChain, type ListSource } from "../list/list-chain.js";
import { ProjectChain } from "../project/project.js";
import { projectStep, type Reference, type Scope, teamStep } from "../project/scope.js";
import { ensureStep, rolesEnoughFor } from "./ensure.js";
import { membersOf } from "./people.js";

/** Of people who shall be in a team. */
export interface EnsureOptions {
  /** Of a new account. Without it the account gets a strong random one, kept in `~/.slylab/passwords.json`, where `as()` finds it. */
  readonly password?: string;
  /** The role that they shall have, exactly. */
  readonly role?: RoleName;
}

const ensureSchema = z.object({
  login: namesSchema.refine((logins) => logins.length > 0, "expected at least one login"),
  options: settingsSchema({
    password: z.string("expected a text").min(1, "expected a password"),
    role: z.enum(roleNames),
  }).partial(),
});

const memberSource: ListSource<Scope, UserInfo> = {
  label: "members",
  record: UserInfo,
  async *stream({ teamId = 0 }, { api, signal }) {
    yield* (await api()).user.getTeamMembers(teamId, { signal });
  },
};

/** The words of a team, before and after people were ensured. */
export abstract class TeamWords<T> extends Chain<T> {
  readonly #scope: Node<Scope>;
  readonly #crew: Assignees;

  protected constructor(scope: Node<Scope>, crew: Assignees, result: Node<T>) {
    super(result);
    this.#scope = scope;
    this.#crew = crew;
  }

  protected get scope(): Node<Scope> {
    return this.#scope;
  }

  protected get crew(): Assignees {
    return this.#crew;
  }

  /**
   * The members of the team, each with the role there.
   *
   * @example
   * await team(8).members().where((member) => member.role === "annotator");
   */
  members(): ListChain<UserInfo> {
    return ListChain.after(this.#scope, memberSource);
  }

  /**
   * The labeling jobs of the team, oldest first; archived ones only with `archived: true`.
   *
   * Cost: one request per 100 jobs; one more where people are given by login. `for await` holds one page at a time.
   * @example
   * const jobs = await team(8).jobs({ createdBy: "my_username", assignedTo: "labeler_2", status: "pending" });
   */
  jobs(filter: JobFilter = {}): JobsChain {
    const source = jobSource(parseArguments("jobs", jobFilterSchema, { filter }).filter);
    const list = this.#scope.append(collectStep(source));
    const jobs = list.append<JobSet>({
      label: source.label,
      quiet: true,
      run: async (infos) => refsOf(infos),
      outcome: jobsText,
    });
    return new JobsChain(jobs, { source, tests: [], back: 2 });
  }

  /**
   * Ensures that each login has an account and is in the team, able to label: run a hundred times, there is one account and
   * one membership. Jobs after it are for these people, unless they say otherwise.
   *
   * Cost: one list where all are members; else one more, and up to three requests for each who is not.
   * @param options.password - of a new account; without it a strong random one is kept in `~/.slylab/passwords.json`
   * @param options.role - the role that they shall have, exactly; without it a member keeps a role that may label
   * @example
   * await team(8).ensureAnnotator(["labeler_1", "labeler_2"]);
   */
  ensureAnnotator(login: string | readonly string[], options: EnsureOptions = {}): AssigneesChain {
    const { logins, step } = ensuring("ensureAnnotator", "annotator", login, options);
    const annotators = [...new Set([...this.#crew.annotators, ...logins])];
    return new AssigneesChain(this.#scope.append(step), { ...this.#crew, annotators });
  }

  /**
   * Ensures that each login has an account and is in the team, able to review. The last of them reviews the jobs after it.
   *
   * @example
   * await team(8).ensureReviewer("anna").ensureAnnotator("ben").job({ name: "lemons", dataset: 10555 }).create();
   */
  ensureReviewer(login: string | readonly string[], options: EnsureOptions = {}): AssigneesChain {
    const { logins, step } = ensuring("ensureReviewer", "reviewer", login, options);
    const reviewer = logins.at(-1);
    return new AssigneesChain(this.#scope.append(step), {
      ...this.#crew,
      ...(reviewer === undefined ? {} : { reviewer }),
    });
  }

  /**
   * Ensures that each login has an account and is in the team: new members as annotators unless `role` says otherwise.
   *
   * @example
   * await team(8).ensureMember("carol", { role: "viewer" });
   */
  ensureMember(login: string | readonly string[], options: EnsureOptions = {}): AssigneesChain {
    const { step } = ensuring("ensureMember", "member", login, options);
    return new AssigneesChain(this.#scope.append(step), this.#crew);
  }

  /** A project of the team, by id or name. */
  project(reference: number | string): ProjectChain {
    const { id } = parseArguments("project", thingSchema, { id: reference });
    return new ProjectChain(this.#scope.append(projectStep(id)), this.#crew);
  }

  /**
   * A job, described by keys or by links of the same names: `create()` makes it, one for each annotator.
   *
   * @example
   * await team(8).ensureAnnotator("labeler_1").job({ name: "lemons", dataset: 10555, classes: ["lemon"] }).create();
   */
  job(spec: JobSpec = {}): JobDraft {
    return JobDraft.ofJob({ scope: this.#scope, crew: this.#crew, hasDataset: false }, spec);
  }

  /**
   * Jobs that share the images of a dataset, evenly or by `weights`: `create()` makes one for each annotator.
   *
   * @example
   * await team(8).ensureAnnotator(["anna", "ben"]).split({ name: "lemons", dataset: 10555, weights: { anna: 2, ben: 1 } }).create();
   */
  split(spec: SplitSpec = {}): JobDraft {
    return JobDraft.ofSplit({ scope: this.#scope, crew: this.#crew, hasDataset: false }, spec);
  }
}

function ensuring(
  method: string,
  duty: keyof typeof rolesEnoughFor | "member",
  given: string | readonly string[],
  givenOptions: EnsureOptions,
) {
  const { login: logins, options } = parseArguments(method, ensureSchema, { login: given, options: givenOptions });
  const { password, role } = options;
  const enough = role !== undefined ? [role] : duty === "member" ? roleNames : rolesEnoughFor[duty];
  const fallback = duty === "member" ? "annotator" : duty;
  const step = ensureStep({
    duty,
    logins,
    role: role ?? fallback,
    enough,
    ...(password === undefined ? {} : { password }),
  });
  return { logins, step };
}

/**
 * A team that is not read yet.
 *
 * @example
 * await team(8); // the team
 * await team("My team").members();
 */
export class TeamChain extends TeamWords<Team> {
  constructor(scope: Node<Scope>) {
    super(
      scope,
      { annotators: [] },
      scope.append<Team>({
        label: "read the team",
        quiet: true,
        async run({ teamId = 0 }, { api, signal }) {
          return new Team(await (await api()).team.getInfoById(teamId, { signal }), scope.home);
        },
        outcome: ({ name }) => `team '${name}'`,
      }),
    );
    Object.freeze(this);
  }

  /** The chain of a team by id or name. */
  static start(home: ApiSource, reference: Reference): TeamChain {
    const { id } = parseArguments("team", thingSchema, { id: reference });
    return new TeamChain(Node.root(home, teamStep(id)));
  }

  /** The same steps that have not run. */
  override fresh(): TeamChain {
    return new TeamChain(this.scope.fresh());
  }
}

/**
 * A team with people that the chain ensures. `await` gives them as members of the team.
 *
 * @example
 * const [anna] = await team(8).ensureAnnotator("anna");
 */
export class AssigneesChain extends TeamWords<RecordList<UserInfo>> {
  constructor(scope: Node<Scope>, crew: Assignees) {
    super(
      scope,
      crew,
      scope.append<RecordList<UserInfo>>({
        label: "read the members",
        quiet: true,
        async run({ teamId = 0, people }, context) {
          const members = await membersOf(teamId, context);
          const ensured = [...people.keys()].flatMap((login) => members.filter((member) => member.login === login));
          return RecordList.collect(UserInfo, ensured);
        },
        outcome: (members) => members.map(({ login }) => login).join(", "),
      }),
    );
    Object.freeze(this);
  }

  /** The same steps that have not run. */
  override fresh(): AssigneesChain {
    return new AssigneesChain(this.scope.fresh(), this.crew);
  }
}

/** A team as it was when it was read: frozen, and with words that start a new chain. */
export class Team extends TeamInfo {
  constructor(info: TeamInfo, home: ApiSource) {
    super(info);
    attachApiSource(this, home);
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

  #chain(): TeamChain {
    return TeamChain.start(apiSourceFor(this), this.id);
  }
}
