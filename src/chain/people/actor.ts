/** Acts as another account, for example as an annotator or a reviewer. */
import { z } from "zod";
import { suggest } from "../../base/nearest.js";
import type { Api } from "../../client/api.js";
import { badArgument, noResult } from "../../domain/errors.js";
import { findNamed } from "../../domain/names.js";
import { type JobStatus, type ReviewStatus, reviewStatuses } from "../../domain/records/job-status.js";
import type { UserInfo } from "../../domain/records/team.js";
import { apiSourceOf } from "../core/api-source.js";
import { idsSchema, mixedSchema, namesSchema, parseArguments, settingsSchema } from "../core/arguments.js";
import { Chain } from "../core/chain.js";
import { countText } from "../core/count.js";
import { execute } from "../core/execute.js";
import { type ApiSource, Node, type Step, type StepContext } from "../core/node.js";
import { ValueChain } from "../core/value-chain.js";
import { readJob } from "../job/job-images.js";
import { jobsText } from "../job/job-set.js";
import { JobChain, JobList } from "../job/jobs.js";
import { markImage } from "../job/review.js";
import { withStatusHint } from "../job/status-hint.js";
import { eachItem } from "../list/items.js";
import { ProjectChain } from "../project/project.js";
import { type CheckedLabel, type DrawnObject, drawObjects, labelSchema, labelText } from "./label.js";
import { passwordFileName, savedPassword } from "./passwords.js";
import { TeamChain } from "./team.js";

/** How to log in. */
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

/** A logged-in account and the jobs of its last action. */
interface Acting {
  readonly api: Api;
  readonly jobIds: readonly number[];
}

const oneJobSchema = z.union([z.int().positive(), z.object({ id: z.int().positive() }).transform(({ id }) => id)]);
const jobsSchema = z
  .union([oneJobSchema, z.array(oneJobSchema)], { error: "expected a job, its id, or a list of them" })
  .transform((jobs) => (typeof jobs === "number" ? [jobs] : jobs));
const imagesSchema = z.union([z.literal("all"), idsSchema, namesSchema, mixedSchema], {
  error: "expected 'all', or ids or names of images",
});
const actSchema = z.object({
  login: z.string("expected a login").min(1, "expected a login"),
  options: settingsSchema({ password: z.string("expected a string").min(1, "expected a password") }).partial(),
});
const onJobsSchema = z.object({ job: jobsSchema });
const markSchema = z.object({ job: jobsSchema, mark: z.enum(reviewStatuses), images: imagesSchema });

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
    const { job: ids } = parseArguments("start", onJobsSchema, { job });
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
    const { job: ids } = parseArguments("submit", onJobsSchema, { job });
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
    const { job: ids } = parseArguments("complete", onJobsSchema, { job });
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

function loginStep(login: string, given: string | undefined): Step<undefined, Acting> {
  return {
    label: `as ${login}`,
    async run(_input, context) {
      const api = await context.api();
      const password = given ?? (await savedPassword(api, login));
      if (password === undefined) {
        const hint = `pass it: as('${login}', { password })`;
        throw badArgument("as", "password", `no password for ${login} in ${passwordFileName}`, hint);
      }
      return { api: await api.login(login, password, { signal: context.signal }), jobIds: [] };
    },
    outcome: () => `logged in as ${login}`,
  };
}

const meStep: Step<Acting, UserInfo> = {
  label: "read the account",
  quiet: true,
  run: ({ api }, { signal }) => api.user.getMyInfo({ signal }),
  outcome: ({ login }) => login,
};

function jobsStep(apiSource: ApiSource): Step<Acting, JobList> {
  return {
    label: "read the jobs",
    quiet: true,
    async run({ api, jobIds }, context) {
      const infos = await eachItem(jobIds, context, (id) =>
        api.labelingJob.getInfoById(id, { signal: context.signal }),
      );
      return new JobList(infos, apiSource);
    },
    outcome: (jobs) => jobsText(jobs),
  };
}

function textOf(jobIds: readonly number[]): string {
  return jobsText(jobIds.map((id) => ({ id })));
}

function moveStep(
  word: "start" | "submit" | "complete",
  jobIds: readonly number[],
  status: JobStatus,
): Step<Acting, Acting> {
  return {
    label: `${word} ${textOf(jobIds)}`,
    writes: true,
    async run({ api }, context) {
      await eachItem(jobIds, context, (id) =>
        context.once(id, async () => {
          const move = () => api.labelingJob.setStatus(id, status, { signal: context.signal });
          if (word === "start") await move();
          else await withStatusHint(word === "submit" ? "submit" : "review", id, { api, signal: context.signal }, move);
          return [];
        }),
      );
      return { api, jobIds };
    },
    outcome: () => `${textOf(jobIds)} ${status}`,
    plan: async (acting) => ({
      entries: jobIds.map((id) => ({ action: "change", what: `job ${id}`, note: `→ ${status}` })),
      ...(acting === undefined ? {} : { value: { api: acting.api, jobIds } }),
    }),
  };
}

function markStep(
  word: string,
  jobIds: readonly number[],
  mark: ReviewStatus,
  images: "all" | readonly (number | string)[],
): Step<Acting, Acting> {
  const which = images === "all" ? "all images" : countText(images.length, "image");
  return {
    label: `${word} ${which} of ${textOf(jobIds)}`,
    writes: true,
    async run({ api }, context) {
      const asActor: StepContext = { ...context, api: async () => api };
      for (const id of jobIds) {
        const { entities = [] } = await readJob(id, asActor);
        const wanted = images === "all" ? entities : images.map((image) => entityOf(image, entities, id));
        const left = wanted.filter(({ reviewStatus }) => reviewStatus !== mark);
        const work = mark === "accepted" || mark === "rejected" ? "review" : "label";
        await withStatusHint(work, id, { api, signal: context.signal }, () =>
          eachItem(left, context, (image) => markImage(id, image.id, mark, asActor)),
        );
      }
      return { api, jobIds };
    },
    outcome: () => `${which} ${mark}`,
    plan: async (acting) => ({
      entries: jobIds.map((id) => ({ action: "change", what: `${which} of job ${id}`, note: `→ ${mark}` })),
      ...(acting === undefined ? {} : { value: { api: acting.api, jobIds } }),
    }),
  };
}

function labelStep(checked: CheckedLabel): Step<Acting, Acting> {
  const { job, image } = checked;
  return {
    label: `label ${labelText(checked)}`,
    writes: true,
    async run({ api }, context) {
      await drawObjects(api, checked, context, (images) => entityOf(image, images, job));
      return { api, jobIds: [job] };
    },
    outcome: () => labelText(checked),
    plan: async (acting) => ({
      entries: [{ action: "create", what: labelText(checked), note: `in job ${job}` }],
      ...(acting === undefined ? {} : { value: { api: acting.api, jobIds: [job] } }),
    }),
  };
}

function entityOf<T extends { readonly id: number; readonly name: string }>(
  image: number | string,
  entities: readonly T[],
  jobId: number,
): T {
  const found = typeof image === "number" ? entities.find(({ id }) => id === image) : findNamed(entities, image);
  if (found !== undefined) return found;
  const names = entities.map(({ name }) => name);
  const hint = typeof image === "string" ? suggest(image, names) : `the job has ${countText(entities.length, "image")}`;
  throw noResult(`no image ${image} in job ${jobId}`, `image ${image}`, hint);
}
