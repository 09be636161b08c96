/** Acts as another account, for example as an annotator or a reviewer. */
import { z } from "zod";
import type { Api } from "../../client/api.js";
import { kinds, oneOrMore } from "../../domain/arguments/kinds.js";
import { parseArgument, parseArguments } from "../../domain/arguments/parse-arguments.js";
import { type ReviewStatus, reviewStatuses } from "../../domain/records/job-status.js";
import type { UserInfo } from "../../domain/records/team.js";
import { apiSourceOf } from "../core/api-source.js";
import { Chain } from "../core/chain.js";
import { execute } from "../core/execute.js";
import { type ApiSource, Node, type Step } from "../core/node.js";
import { ValueChain } from "../core/value-chain.js";
import { JobChain, type JobList } from "../job/jobs.js";
import { ProjectChain } from "../project/project.js";
import { type Acting, jobsStep, labelStep, loginStep, markStep, meStep, moveStep } from "./actor-steps.js";
import { type DrawnObject, labelSchema } from "./label.js";
import { TeamChain } from "./team.js";

/** Options of a login. */
export interface ActOptions {
  /** Default: the password that `ensure…` saved when it created the account. */
  readonly password?: string | undefined;
}

/** One job or several, by id or as a record. */
export type JobArgument = number | WithId | readonly (number | WithId)[];

type WithId = {
  /** Id of the job. */
  readonly id: number;
};

/** Images of a job: all, or some by id or name. */
export type ImageArgument = "all" | number | string | readonly (number | string)[];

const actSchema = z.object({ login: kinds.name, options: z.strictObject({ password: kinds.name }).partial() });

const markSchema = z.object({
  job: oneOrMore.records,
  mark: z.enum(reviewStatuses),
  images: z.union([z.literal("all"), oneOrMore.images], "expected 'all', or ids or names of images"),
});

/**
 * Acts as an account, with that account's token. `await` returns the account, or the jobs of the last action.
 *
 * @example
 * await as("labeler_1").start(37).mark(37, "done").submit(37);
 * await as("anna").accept(37).complete(37);
 */
export class ActorChain<T> extends Chain<T> {
  readonly #acting: Node<Acting>;
  readonly #read: Step<Acting, T>;

  private constructor(acting: Node<Acting>, read: Step<Acting, T>) {
    super(acting.append(read));
    this.#acting = acting;
    this.#read = read;
    Object.freeze(this);
  }

  /** @internal Starts the chain of an account. */
  static start(apiSource: ApiSource, givenLogin: string, givenOptions: ActOptions): ActorChain<UserInfo> {
    const { login, options } = parseArguments("as", actSchema, { login: givenLogin, options: givenOptions });
    return new ActorChain(Node.root(apiSource, loginStep(login, options.password)), meStep);
  }

  /** Starts work on jobs: `pending` → `in_progress`. */
  start(job: JobArgument): ActorChain<JobList> {
    const ids = parseArgument("start", "job", oneOrMore.records, job);
    return this.#act(moveStep("start", ids, "in_progress"));
  }

  /**
   * Marks images of jobs: all of them, or some by id or name. Annotators mark `done`, reviewers `accepted` or `rejected`.
   *
   * Cost: one read per job, one request per image.
   * @example
   * await as("labeler_1").mark(37, "done", ["IMG_0748.png"]);
   */
  mark(job: JobArgument, mark: ReviewStatus = "done", images: ImageArgument = "all"): ActorChain<JobList> {
    const { job: ids, ...rest } = parseArguments("mark", markSchema, { job, mark, images });
    return this.#act(markStep(`mark ${rest.mark}`, ids, rest.mark, rest.images));
  }

  /** Submits jobs for review: `in_progress` → `on_review`. */
  submit(job: JobArgument): ActorChain<JobList> {
    const ids = parseArgument("submit", "job", oneOrMore.records, job);
    return this.#act(moveStep("submit", ids, "on_review"));
  }

  /** Accepts images of jobs, as a reviewer. */
  accept(job: JobArgument, images: ImageArgument = "all"): ActorChain<JobList> {
    const checked = parseArguments("accept", markSchema, { job, mark: "accepted", images });
    return this.#act(markStep("accept", checked.job, checked.mark, checked.images));
  }

  /** Rejects images of jobs, as a reviewer. */
  reject(job: JobArgument, images: ImageArgument = "all"): ActorChain<JobList> {
    const checked = parseArguments("reject", markSchema, { job, mark: "rejected", images });
    return this.#act(markStep("reject", checked.job, checked.mark, checked.images));
  }

  /** Completes jobs, as a reviewer: `on_review` → `completed`. */
  complete(job: JobArgument): ActorChain<JobList> {
    const ids = parseArgument("complete", "job", oneOrMore.records, job);
    return this.#act(moveStep("complete", ids, "completed"));
  }

  /**
   * Draws objects on an image (by id or name) of a job that this account has started. Objects that the account already drew
   * there are not drawn again.
   *
   * Cost: three reads, and one request for all new objects.
   * @example
   * await as("ana").start(12).label(12, "a.jpg", [{ class: "car", geometry: rectangle([10, 10], [59, 79]) }]);
   */
  label(
    job: number | { readonly id: number },
    image: number | string,
    objects: DrawnObject | readonly DrawnObject[],
  ): ActorChain<JobList> {
    return this.#act(labelStep(parseArguments("label", labelSchema, { job, image, objects })));
  }

  /**
   * Returns the API client of this account, which uses its token.
   *
   * @example
   * const api = await as("ana").api();
   * await api.labelingJob.getList(8);
   */
  api(): ValueChain<Api> {
    return new ValueChain(
      this.#acting.append<Api>({ label: "the account's client", quiet: true, run: async ({ api }) => api }),
    );
  }

  /** Starts a chain of a team, as this account. */
  team(reference: number | string): TeamChain {
    return TeamChain.start(this.#apiSource(), reference);
  }

  /** Starts a chain of a project, as this account. */
  project(reference: number | string): ProjectChain {
    return ProjectChain.start(this.#apiSource(), reference);
  }

  /** Starts a chain of a job, as this account. */
  job(id: number): JobChain {
    return JobChain.start(this.#apiSource(), id);
  }

  /** Returns a chain of the same steps without their results: it logs in again. */
  override fresh(): ActorChain<T> {
    return new ActorChain(this.#acting.fresh(), this.#read);
  }

  #act(step: Step<Acting, Acting>): ActorChain<JobList> {
    return new ActorChain(this.#acting.append(step), jobsStep(this.#apiSource()));
  }

  #apiSource(): ApiSource {
    return apiSourceOf(async () => (await execute(this.#acting)).api);
  }
}
