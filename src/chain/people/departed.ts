/** People who are waited for and can no longer work: they left the team, or their account is disabled. */
import process from "node:process";
import { hostContext } from "../../domain/display/host-context.js";
import { isSlylabError } from "../../domain/errors.js";
import type { JobInfo } from "../../domain/records/job.js";
import type { ReadContext } from "../core/node.js";
import { membersOf } from "./people.js";

// People may leave while they are waited for; looking again costs a request.
const lookAgainMs = 10 * 60_000;

/** Looks now and then whether the people who are waited for can still work, and says so once of each. */
export class DepartedWatch {
  readonly #context: ReadContext;
  readonly #departed = new Map<number, string>();
  #lookedMs: number | undefined;

  /** @internal */
  constructor(context: ReadContext) {
    this.#context = context;
  }

  /** What is wrong with the annotator of a job, as `left the team`; undefined where nothing is. */
  of({ assignedToId }: JobInfo): string | undefined {
    return assignedToId === null ? undefined : this.#departed.get(assignedToId);
  }

  /** Looks at the annotators of these jobs, in the background: a wait does not end by it. */
  look(waited: readonly JobInfo[]): void {
    const now = performance.now();
    // Whoever made a job for themselves is here, as a rule: a request would tell nothing.
    const jobs = waited.filter((job) => job.assignedToId !== job.createdById);
    if (jobs.length === 0 || (this.#lookedMs !== undefined && now - this.#lookedMs < lookAgainMs)) return;
    this.#lookedMs = now;
    void this.#read(jobs).catch((fault: unknown) => {
      // Whoever may not list the members waits without it, as does a wait that was stopped.
      if (!isSlylabError(fault) && !this.#context.signal.aborted) throw fault;
    });
  }

  async #read(jobs: readonly JobInfo[]): Promise<void> {
    for (const teamId of new Set(jobs.map((job) => job.teamId))) {
      const members = new Map((await membersOf(teamId, this.#context)).map((member) => [member.id, member]));
      for (const job of jobs.filter((one) => one.teamId === teamId)) {
        const { assignedToId } = job;
        if (assignedToId === null || this.#departed.has(assignedToId)) continue;
        const member = members.get(assignedToId);
        if (member !== undefined && !member.disabled) continue;
        const what = member === undefined ? "left the team" : "has a disabled account";
        this.#departed.set(assignedToId, what);
        tell(`job ${job.id} waits for ${job.assignedToLogin}, who ${what}: give it to somebody with .reassign('…')`);
      }
    }
  }
}

function tell(text: string): void {
  const { note } = hostContext();
  if (note === undefined) process.stderr.write(`slylab: ${text}\n`);
  else note(`slylab: ${text}`);
}
