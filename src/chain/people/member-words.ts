/** The words that teams, people and projects have in common: members, jobs and drafts. */
import { UserInfo } from "../../domain/records/team.js";
import { parseArguments } from "../core/arguments.js";
import { Chain } from "../core/chain.js";
import type { Node } from "../core/node.js";
import { type Assignees, JobDraft } from "../job/job-draft.js";
import { type JobFilter, jobFilterSchema, jobSource } from "../job/job-query.js";
import { type JobSet, jobsText, refsOf } from "../job/job-set.js";
import type { JobSpec, SplitSpec } from "../job/job-spec.js";
import { JobsChain } from "../job/jobs.js";
import { QueueDraft, type QueueSpec } from "../job/queue-draft.js";
import { collectStep, ListChain, type ListSource } from "../list/list-chain.js";
import { type Scope, teamIdOf } from "../project/scope.js";

const memberSource: ListSource<Scope, UserInfo> = {
  label: "members",
  record: UserInfo,
  async *stream(scope, context) {
    const { api, signal } = context;
    yield* (await api()).user.getTeamMembers(await teamIdOf(scope, context), { signal });
  },
};

/** A chain that is about a team, or about a project of it. */
export abstract class MemberWords<T> extends Chain<T> {
  readonly #scope: Node<Scope>;
  readonly #crew: Assignees;

  /** @internal */
  protected constructor(scope: Node<Scope>, crew: Assignees, result: Node<T>) {
    super(result);
    this.#scope = scope;
    this.#crew = crew;
  }

  /** @internal */
  protected get scope(): Node<Scope> {
    return this.#scope;
  }

  /** @internal */
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
   * The labeling jobs of the team, or of the project after `project(…)`, oldest first; archived ones only with `archived: true`.
   * People who left the team are found by login too.
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
   * A job, described by keys or by links of the same names: `create()` makes it, one for each annotator; `ensure()` makes it once.
   *
   * @example
   * await team(8).ensureAnnotator("labeler_1").job({ name: "lemons", dataset: 10555, classes: ["lemon"] }).create();
   */
  job(spec: JobSpec = {}): JobDraft {
    return JobDraft.ofJob({ scope: this.#scope, crew: this.#crew, hasDataset: false }, spec);
  }

  /**
   * Jobs that share the images of a dataset, evenly or by `weights`: `create()` makes one for each annotator, `ensure()` those
   * that are missing.
   *
   * @example
   * await team(8).ensureAnnotator(["anna", "ben"]).split({ name: "lemons", dataset: 10555, weights: { anna: 2, ben: 1 } }).create();
   */
  split(spec: SplitSpec = {}): JobDraft {
    return JobDraft.ofSplit({ scope: this.#scope, crew: this.#crew, hasDataset: false }, spec);
  }

  /**
   * A labeling queue: annotators draw image by image, and reviewers review what is done. `create()` makes it, `ensure()` makes
   * it once.
   *
   * @example
   * await team(8).ensureAnnotator(["anna", "ben"]).ensureReviewer("rita").queue({ name: "lemons", dataset: 10555 }).ensure();
   */
  queue(spec: QueueSpec): QueueDraft {
    return QueueDraft.of({ scope: this.#scope, crew: this.#crew }, spec);
  }
}
