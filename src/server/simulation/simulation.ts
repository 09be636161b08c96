/** Simulates annotators and reviewers, who work through the HTTP API with their own tokens. */
import { setMaxListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { anySignal } from "../../base/any-signal.js";
import { lemons } from "../seed/lemons.js";
import { attemptOf, type LabeledJob, label, labeledJobSchema } from "./labeling.js";
import { act, ask, type PersonApi, RequestRejected } from "./person-api.js";
import { seededRandom } from "./seeded-random.js";
import type { PersonTraits } from "./traits.js";

/** Options of the simulation. @internal */
export interface SimulationOptions extends Omit<PersonApi, "signal"> {
  /** Milliseconds per action, such as labeling one image. */
  readonly paceMs: number;
  /** Whether annotators draw objects and add tags. Default: they only mark images as done. */
  readonly draw?: boolean | undefined;
  /** Whether jobs are reviewed. Default: true. */
  readonly reviewers?: boolean | undefined;
  /** Seed of all random decisions; the same seed gives the same work. Default: 1. */
  readonly seed?: number | undefined;
  /** Traits of individual people, by login. */
  readonly traits?: Readonly<Record<string, PersonTraits>> | undefined;
  /** Returns random numbers from 0 to 1, which decide about rejections. Default: derived from the seed. */
  readonly random?: (() => number) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A running simulation. */
export interface SimulatedPeople {
  /** Stops the simulation; resolves after the last request. */
  stop(): Promise<void>;
}

// The polling interval of idle people, and the share of images that reviewers reject.
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
type AssignedJob = z.output<typeof jobSchema>;

const jobsSchema = z.object({ entities: z.array(jobSchema) });
const teamsSchema = z.object({ entities: z.array(z.object({ id: z.int() })) });
const membersSchema = z.object({ entities: z.array(z.object({ login: z.string(), role: z.string().nullable() })) });

/**
 * Starts a simulation. Annotators start their open jobs, label each image and submit; the reviewer (of the job, or else its
 * creator) accepts or rejects each image and completes the job. Each person does one action per round, in the order of job
 * ids, so that runs are reproducible.
 *
 * @internal
 */
export async function startSimulation(options: SimulationOptions): Promise<SimulatedPeople> {
  const controller = new AbortController();
  const signal = anySignal(controller.signal, options.signal);
  // Each request in flight adds a listener.
  setMaxListeners(0, signal);
  const work = new Simulation({ ...options, signal }).work();
  return {
    stop: () => {
      controller.abort();
      return work;
    },
  };
}

class Simulation {
  readonly #options: SimulationOptions & PersonApi;
  readonly #seed: number;
  readonly #traits: ReadonlyMap<string, PersonTraits>;
  /** Number of images labeled by each person. */
  readonly #labeled = new Map<string, number>();
  /** Started fraction of the current action of slow people. */
  readonly #progressOf = new Map<string, number>();

  constructor(options: SimulationOptions & PersonApi) {
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

  /** Lets each person with open work do one action. */
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

  #whoseTurn(job: AssignedJob, annotators: ReadonlySet<string>): string | undefined {
    const login = job.status === "on_review" ? (job.reviewerLogin ?? job.managerLogin) : job.labelerLogin;
    if (this.#options.tokenOf(login) === undefined) return undefined;
    if (job.status === "on_review") return this.#options.reviewers === false ? undefined : login;
    if (!annotators.has(login) || this.#hasStopped(login)) return undefined;
    return login;
  }

  #hasStopped(login: string): boolean {
    return (this.#labeled.get(login) ?? 0) >= (this.#traits.get(login)?.stopAfter ?? Number.POSITIVE_INFINITY);
  }

  async #turn(login: string, job: AssignedJob): Promise<boolean> {
    const progress = (this.#progressOf.get(login) ?? 0) + 1 / (this.#traits.get(login)?.slow ?? 1);
    // Tolerance for rounding: three thirds add up to less than one.
    const isDone = progress > 0.999;
    this.#progressOf.set(login, isDone ? progress - 1 : progress);
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

  async #review(login: string, { id, labelerLogin }: AssignedJob): Promise<void> {
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
