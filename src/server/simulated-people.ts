/** Simulated people: annotators and reviewers that work through the HTTP API, each with a token of their own. */
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { lemons } from "./seed/lemons.js";

/** How the simulated people work. */
export interface PeopleOptions {
  /** Of the instance they work on. */
  readonly address: string;
  /** The API token of an account. One without is a real person, whose jobs are left alone. */
  readonly tokenOf: (login: string) => string | undefined;
  /** Milliseconds that each takes for one action, as marking an image. */
  readonly paceMs: number;
  /** 0..1, decides what a reviewer rejects. Default: the same sequence each time. */
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
const entitiesSchema = z.object({ entities: z.array(z.object({ id: z.int(), reviewStatus: z.string() })) });

/** The API said no, as it does when the job was stopped meanwhile. */
class Refused extends Error {}

/**
 * Puts people to work: annotators start their open jobs, mark image after image done and submit; the reviewer (the one
 * named, else the one who made the job) accepts or rejects image after image and completes. One action each a round, in
 * the order of job ids, so that the same start has the same story.
 */
export async function startPeople(options: PeopleOptions): Promise<People> {
  const home = new AbortController();
  const signal = options.signal === undefined ? home.signal : AbortSignal.any([home.signal, options.signal]);
  const crew = new Assignees({ ...options, signal });
  const work = crew.work();
  return {
    stop: () => {
      home.abort();
      return work;
    },
  };
}

class Assignees {
  readonly #options: PeopleOptions & { signal: AbortSignal };
  readonly #random: () => number;

  constructor(options: PeopleOptions & { signal: AbortSignal }) {
    this.#options = options;
    this.#random = options.random ?? repeatable();
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
    const { entities: teams } = await this.#ask(lemons.userLogin, "teams.list", {}, teamsSchema);
    let hasWork = false;
    for (const { id: teamId } of teams) {
      const filter = [{ field: "status", operator: "in", value: ["pending", "in_progress", "on_review"] }];
      const { entities: jobs } = await this.#ask(lemons.userLogin, "jobs.list", { teamId, filter }, jobsSchema);
      if (jobs.length === 0) continue;
      const { entities: members } = await this.#ask(lemons.userLogin, "members.list", { teamId }, membersSchema);
      const annotators = new Set(members.filter(({ role }) => role === "annotator").map(({ login }) => login));
      const busy = new Set<string>();
      for (const job of jobs) {
        const login = this.#whoseTurn(job, annotators);
        if (login === undefined || busy.has(login)) continue;
        busy.add(login);
        hasWork = (await this.#act(login, job)) || hasWork;
      }
    }
    return hasWork;
  }

  #whoseTurn(job: Job, annotators: ReadonlySet<string>): string | undefined {
    if (job.status === "on_review") return this.#simulated(job.reviewerLogin ?? job.managerLogin);
    return annotators.has(job.labelerLogin) ? this.#simulated(job.labelerLogin) : undefined;
  }

  #simulated(login: string): string | undefined {
    return this.#options.tokenOf(login) === undefined ? undefined : login;
  }

  async #act(login: string, job: Job): Promise<boolean> {
    try {
      if (job.status === "pending") await this.#setStatus(login, job.id, "in_progress");
      else if (job.status === "in_progress") await this.#label(login, job.id);
      else await this.#review(login, job.id);
      return true;
    } catch (error) {
      if (error instanceof Refused) return false;
      throw error;
    }
  }

  async #label(login: string, jobId: number): Promise<void> {
    const { entities } = await this.#ask(login, "jobs.info", { id: jobId }, entitiesSchema, jobId);
    const next = entities.find(({ reviewStatus }) => reviewStatus === "none");
    if (next === undefined) return this.#setStatus(login, jobId, "on_review");
    await this.#mark(login, jobId, next.id, "done");
  }

  async #review(login: string, jobId: number): Promise<void> {
    const { entities } = await this.#ask(login, "jobs.info", { id: jobId }, entitiesSchema, jobId);
    const next = entities.find(({ reviewStatus }) => reviewStatus === "none" || reviewStatus === "done");
    if (next === undefined) return this.#setStatus(login, jobId, "completed");
    await this.#mark(login, jobId, next.id, this.#random() < rejectedShare ? "rejected" : "accepted");
  }

  async #setStatus(login: string, id: number, status: string): Promise<void> {
    await this.#ask(login, "jobs.set-status", { id, status }, z.unknown(), id);
  }

  async #mark(login: string, jobId: number, entityId: number, status: string): Promise<void> {
    await this.#ask(login, "jobs.entities.update-review-status", { jobId, entityId, status }, z.unknown(), jobId);
  }

  /** @param jobId - the job that the request is made within */
  async #ask<S extends z.ZodType>(
    login: string,
    method: string,
    body: object,
    schema: S,
    jobId?: number,
  ): Promise<z.output<S>> {
    const { address, tokenOf, signal } = this.#options;
    const response = await fetch(`${address}/public/api/v3/${method}`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "x-api-key": tokenOf(login) ?? "",
        ...(jobId === undefined ? {} : { "x-job-id": String(jobId) }),
      },
      body: JSON.stringify(body),
      signal,
    });
    const answer: unknown = await response.json();
    if (response.status !== 200) throw new Refused(`${method}: ${response.status}`);
    return schema.parse(answer);
  }
}

/** Numbers that look random and are the same in every run (mulberry32). */
function repeatable(): () => number {
  let state = 0x1e305;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
