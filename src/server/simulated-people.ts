/** Simulated people: annotators and reviewers that work through the HTTP API, each with a token of their own. */
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { attemptOf, type LabeledJob, label, labeledJobSchema } from "./rehearsal/labeling.js";
import { act, ask, type PersonApi, RequestRejected } from "./rehearsal/person-api.js";
import { seededRandom } from "./rehearsal/seeded-random.js";
import type { PersonTraits } from "./rehearsal/traits.js";
import { lemons } from "./seed/lemons.js";

/** How the simulated people work. @internal */
export interface PeopleOptions extends Omit<PersonApi, "signal"> {
  /** Milliseconds that each takes for one action, such as an image. */
  readonly paceMs: number;
  /** Whether annotators draw objects and put tags. Default: they only mark images as done. */
  readonly draw?: boolean | undefined;
  /** Whether jobs on review are judged. Default true. */
  readonly reviewers?: boolean | undefined;
  /** Decides what is drawn and what is rejected: the same seed, the same work. Default 1. */
  readonly seed?: number | undefined;
  /** What is different about single people, by login. */
  readonly traits?: Readonly<Record<string, PersonTraits>> | undefined;
  /** 0..1, decides what a reviewer rejects, in place of the seed. */
  readonly random?: (() => number) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** People at work. */
export interface People {
  /** Sends them home; settles when the last has let go of the instance. */
  stop(): Promise<void>;
}

// How often an idle team looks for new work, and how often a reviewer finds something to reject.
const idleMs = 250;
const rejectedShare = 0.15;
const rejectedShareOfSloppy = 0.4;

const jobSchema = z.object({
  id: z.int(),
  status: z.string(),
  labelerLogin: z.string(),
  reviewerLogin: z.string().nullable(),
  managerLogin: z.string(),
});
type Job = z.output<typeof jobSchema>;

const jobsSchema = z.object({ entities: z.array(jobSchema) });
const teamsSchema = z.object({ entities: z.array(z.object({ id: z.int() })) });
const membersSchema = z.object({ entities: z.array(z.object({ login: z.string(), role: z.string().nullable() })) });

/**
 * Puts people to work: annotators start their open jobs, label image after image and submit; the reviewer (the one
 * named, else the one who made the job) accepts or rejects image after image and completes. One action each a round, in
 * the order of job ids, so that the same start has the same story.
 *
 * @internal
 */
export async function startPeople(options: PeopleOptions): Promise<People> {
  const home = new AbortController();
  const signal = options.signal === undefined ? home.signal : AbortSignal.any([home.signal, options.signal]);
  const work = new Assignees({ ...options, signal }).work();
  return {
    stop: () => {
      home.abort();
      return work;
    },
  };
}

class Assignees {
  readonly #options: PeopleOptions & PersonApi;
  readonly #seed: number;
  readonly #traits: ReadonlyMap<string, PersonTraits>;
  /** Images that each has labeled. */
  readonly #labeled = new Map<string, number>();
  /** Parts of an action that slow people have done. */
  readonly #begun = new Map<string, number>();

  constructor(options: PeopleOptions & PersonApi) {
    this.#options = options;
    this.#seed = options.seed ?? 1;
    this.#traits = new Map(Object.entries(options.traits ?? {}));
  }

  async work(): Promise<void> {
    const { signal, paceMs } = this.#options;
    while (!signal.aborted) {
      const hasWork = await this.#round().catch(() => false);
      await sleep(hasWork ? paceMs : Math.max(paceMs, idleMs), undefined, { signal, ref: false }).catch(() => {});
    }
  }

  /** One action for everybody who has something to do. */
  async #round(): Promise<boolean> {
    const { entities: teams } = await ask(this.#options, lemons.userLogin, "teams.list", {}, teamsSchema);
    let hasWork = false;
    for (const { id: teamId } of teams) {
      const filter = [{ field: "status", operator: "in", value: ["pending", "in_progress", "on_review"] }];
      const { entities: jobs } = await ask(
        this.#options,
        lemons.userLogin,
        "jobs.list",
        { teamId, filter },
        jobsSchema,
      );
      if (jobs.length === 0) continue;
      const { entities: members } = await ask(
        this.#options,
        lemons.userLogin,
        "members.list",
        { teamId },
        membersSchema,
      );
      const annotators = new Set(members.filter(({ role }) => role === "annotator").map(({ login }) => login));
      const busy = new Set<string>();
      for (const job of jobs) {
        const login = this.#whoseTurn(job, annotators);
        if (login === undefined || busy.has(login)) continue;
        busy.add(login);
        hasWork = (await this.#turn(login, job)) || hasWork;
      }
    }
    return hasWork;
  }

  #whoseTurn(job: Job, annotators: ReadonlySet<string>): string | undefined {
    const login = job.status === "on_review" ? (job.reviewerLogin ?? job.managerLogin) : job.labelerLogin;
    if (this.#options.tokenOf(login) === undefined) return undefined;
    if (job.status === "on_review") return this.#options.reviewers === false ? undefined : login;
    if (!annotators.has(login) || this.#hasStopped(login)) return undefined;
    return login;
  }

  #hasStopped(login: string): boolean {
    return (this.#labeled.get(login) ?? 0) >= (this.#traits.get(login)?.stopAfter ?? Number.POSITIVE_INFINITY);
  }

  async #turn(login: string, job: Job): Promise<boolean> {
    const begun = (this.#begun.get(login) ?? 0) + 1 / (this.#traits.get(login)?.slow ?? 1);
    // Thirds add up to a little less than one.
    const isDone = begun > 0.999;
    this.#begun.set(login, isDone ? begun - 1 : begun);
    if (!isDone) return true;
    try {
      if (job.status === "pending") await this.#setStatus(login, job.id, "in_progress");
      else if (job.status === "in_progress") await this.#label(login, job.id);
      else await this.#review(login, job);
      return true;
    } catch (error) {
      if (error instanceof RequestRejected) return false;
      throw error;
    }
  }

  async #label(login: string, jobId: number): Promise<void> {
    const job = await this.#read(login, jobId);
    const next = job.entities.find(({ reviewStatus }) => reviewStatus === "none");
    if (next === undefined) return this.#setStatus(login, jobId, "on_review");
    if (this.#options.draw === true) {
      await label(this.#options, { login, traits: this.#traits.get(login), seed: this.#seed }, job, next.id);
    }
    await this.#mark(login, jobId, next.id, "done");
    this.#labeled.set(login, (this.#labeled.get(login) ?? 0) + 1);
  }

  async #review(login: string, { id, labelerLogin }: Job): Promise<void> {
    const job = await this.#read(login, id);
    const next = job.entities.find(({ reviewStatus }) => reviewStatus === "none" || reviewStatus === "done");
    if (next === undefined) return this.#setStatus(login, id, "completed");
    const { random = seededRandom(this.#seed, "verdict", labelerLogin, next.name, attemptOf(job)) } = this.#options;
    const share = this.#traits.get(labelerLogin)?.sloppy === true ? rejectedShareOfSloppy : rejectedShare;
    await this.#mark(login, id, next.id, random() < share ? "rejected" : "accepted");
  }

  #read(login: string, jobId: number): Promise<LabeledJob> {
    return ask(this.#options, login, "jobs.info", { id: jobId }, labeledJobSchema, jobId);
  }

  #setStatus(login: string, id: number, status: string): Promise<void> {
    return act(this.#options, login, "jobs.set-status", { id, status }, id);
  }

  #mark(login: string, jobId: number, entityId: number, status: string): Promise<void> {
    return act(this.#options, login, "jobs.entities.update-review-status", { jobId, entityId, status }, jobId);
  }
}
