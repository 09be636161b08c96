/** Finds awaited annotators who can no longer work: they left the team, or their account is disabled. */
import { printNotice } from "../../client/config/print-notice.js";
import { isSlylabError } from "../../domain/errors.js";
import type { JobInfo } from "../../domain/records/job.js";
import type { ReadContext } from "../core/node.js";
import { membersOf } from "./people.js";

// Checked again during long waits; each check costs a request per team.
const recheckMs = 10 * 60_000;

/** Checks during a wait whether the annotators can still work, and reports each inactive one once. */
export class InactiveAnnotators {
  readonly #context: ReadContext;
  readonly #reasons = new Map<number, string>();
  #checkedMs: number | undefined;

  /** @internal */
  constructor(context: ReadContext) {
    this.#context = context;
  }

  /** Why the annotator of a job cannot work, for example `left the team`; undefined if they can. */
  of({ assignedToId }: JobInfo): string | undefined {
    return assignedToId === null ? undefined : this.#reasons.get(assignedToId);
  }

  /** Checks the annotators of these jobs in the background. A failure does not end the wait. */
  check(waited: readonly JobInfo[]): void {
    const now = performance.now();
    // People who created a job for themselves are active: no request is needed.
    const jobs = waited.filter((job) => job.assignedToId !== job.createdById);
    if (jobs.length === 0 || (this.#checkedMs !== undefined && now - this.#checkedMs < recheckMs)) return;
    this.#checkedMs = now;
    void this.#read(jobs).catch((fault: unknown) => {
      // Accounts that may not list members wait without this check.
      if (!isSlylabError(fault) && !this.#context.signal.aborted) throw fault;
    });
  }

  async #read(jobs: readonly JobInfo[]): Promise<void> {
    for (const teamId of new Set(jobs.map((job) => job.teamId))) {
      const members = new Map((await membersOf(teamId, this.#context)).map((member) => [member.id, member]));
      for (const job of jobs.filter((one) => one.teamId === teamId)) {
        const { assignedToId } = job;
        if (assignedToId === null || this.#reasons.has(assignedToId)) continue;
        const member = members.get(assignedToId);
        if (member !== undefined && !member.disabled) continue;
        const what = member === undefined ? "left the team" : "has a disabled account";
        this.#reasons.set(assignedToId, what);
        printNotice(
          `slylab: job ${job.id} waits for ${job.assignedToLogin}, who ${what}: assign it to another person with .reassign('…')`,
        );
      }
    }
  }
}
