/** The methods that chains of teams, people and projects have in common: members, jobs and drafts. */
import { parseArgument } from "../../domain/arguments/parse-arguments.js";
import { UserInfo } from "../../domain/records/team.js";
import { Chain } from "../core/chain.js";
import type { Node } from "../core/node.js";
import { type Assignees, JobDraft } from "../draft/job-draft.js";
import type { JobSpec, SplitSpec } from "../draft/job-spec.js";
import { QueueDraft, type QueueSpec } from "../draft/queue-draft.js";
import { type JobFilter, jobFilterSchema, jobSource } from "../job/job-query.js";
import { type JobSet, jobsText, refsOf } from "../job/job-set.js";
import { JobsChain } from "../job/jobs.js";
import { collectStep, ListChain, type ListSource } from "../list/list-chain.js";
import { type Scope, teamIdOf } from "../project/scope.js";

const memberSource: ListSource<Scope, UserInfo> = {
  label: "members",
  record: UserInfo,
  async *stream(scope, context) {
    yield* (await context.api()).user.getTeamMembers(await teamIdOf(scope, context), context);
  },
};

/** Base of chains of a team or of a project in it. */
export abstract class TeamScopeChain<T> extends Chain<T> {
  readonly #scope: Node<Scope>;
  readonly #assignees: Assignees;

  /** @internal */
  protected constructor(scope: Node<Scope>, assignees: Assignees, result: Node<T>) {
    super(result);
    this.#scope = scope;
    this.#assignees = assignees;
  }

  /** @internal */
  protected get scope(): Node<Scope> {
    return this.#scope;
  }

  /** @internal */
  protected get assignees(): Assignees {
    return this.#assignees;
  }

  /**
   * Lists the members of the team with their roles.
   *
   * @example
   * await team(8).members().where((member) => member.role === "annotator");
   */
  members(): ListChain<UserInfo> {
    return ListChain.after(this.#scope, memberSource);
  }

  /**
   * Lists the labeling jobs of the team (after `project(…)`: of the project), oldest first; archived ones only with
   * `archived: true`. The filter also accepts logins of people who left the team.
   *
   * Cost: one request per 100 jobs; one more if people are given by login. `for await` keeps one page in memory.
   * @example
   * const jobs = await team(8).jobs({ createdBy: "my_username", assignedTo: "labeler_2", status: "pending" });
   */
  jobs(filter: JobFilter = {}): JobsChain {
    const source = jobSource(parseArgument("jobs", "filter", jobFilterSchema, filter));
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
   * Drafts a job, described by `spec` or by methods with the same names. `create()` creates one job per annotator; `ensure()`
   * creates only missing ones.
   *
   * @example
   * await team(8).ensureAnnotator("labeler_1").job({ name: "lemons", dataset: 10555, classes: ["lemon"] }).create();
   */
  job(spec: JobSpec = {}): JobDraft {
    return JobDraft.ofJob({ scope: this.#scope, assignees: this.#assignees, hasDataset: false }, spec);
  }

  /**
   * Drafts jobs that share the images of a dataset, evenly or by `weights`. `create()` creates one job per annotator;
   * `ensure()` creates only missing ones.
   *
   * @example
   * await team(8).ensureAnnotator(["anna", "ben"]).split({ name: "lemons", dataset: 10555, weights: { anna: 2, ben: 1 } }).create();
   */
  split(spec: SplitSpec = {}): JobDraft {
    return JobDraft.ofSplit({ scope: this.#scope, assignees: this.#assignees, hasDataset: false }, spec);
  }

  /**
   * Drafts a labeling queue: annotators label image by image, and reviewers review finished images. `create()` creates it;
   * `ensure()` creates it only if it is missing.
   *
   * @example
   * await team(8).ensureAnnotator(["anna", "ben"]).ensureReviewer("rita").queue({ name: "lemons", dataset: 10555 }).ensure();
   */
  queue(spec: QueueSpec): QueueDraft {
    return QueueDraft.of({ scope: this.#scope, assignees: this.#assignees }, spec);
  }
}
