/** Finds awaited annotators who cannot work: they left the team, their account is disabled, or their dataset is archived. */
import { printNotice } from "../../client/config/print-notice.js";
import { isSlylabError, NotFoundError } from "../../domain/errors.js";
import type { JobInfo } from "../../domain/records/job.js";
import type { ReadContext } from "../core/node.js";
import { membersOf } from "./people.js";

// Checked again during long waits; each check costs a request per team and dataset.
const recheckMs = 10 * 60_000;
const maxDatasets = 20;

/** Checks during a wait whether the annotators can still work, and reports each inactive one once. */
export class InactiveAnnotators {
  readonly #context: ReadContext;
  readonly #reasons = new Map<number, string>();
  readonly #closed = new Set<number>();
  #checkedMs: number | undefined;

  /** @internal */
  constructor(context: ReadContext) {
    this.#context = context;
  }

  /** Why the annotator of a job cannot work, for example `left the team`; undefined if they can. */
  of({ assignedToId, datasetId }: JobInfo): string | undefined {
    if (datasetId !== null && this.#closed.has(datasetId)) return "dataset is archived";
    return assignedToId === null ? undefined : this.#reasons.get(assignedToId);
  }

  /** Checks the annotators of these jobs in the background. A failure does not end the wait. */
  check(waited: readonly JobInfo[]): void {
    const now = performance.now();
    // People who created a job for themselves are active: no request is needed.
    const jobs = waited.filter((job) => job.assignedToId !== job.createdById);
    if (jobs.length === 0 || (this.#checkedMs !== undefined && now - this.#checkedMs < recheckMs)) return;
    this.#checkedMs = now;
    void this.#read(jobs).catch((error: unknown) => {
      // Accounts that may not list members wait without this check.
      if (!isSlylabError(error) && !this.#context.signal.aborted) throw error;
    });
  }

  async #read(jobs: readonly JobInfo[]): Promise<void> {
    await this.#readDatasets(jobs);
    await this.#readMembers(jobs);
  }

  async #readDatasets(jobs: readonly JobInfo[]): Promise<void> {
    const api = await this.#context.api();
    const ids = new Set(jobs.flatMap(({ datasetId }) => datasetId ?? []));
    for (const datasetId of [...ids].slice(0, maxDatasets)) {
      if (this.#closed.has(datasetId)) continue;
      try {
        await api.dataset.getInfoById(datasetId, this.#context);
      } catch (error) {
        if (!(error instanceof NotFoundError)) throw error;
        this.#closed.add(datasetId);
        const inIt = jobs.filter((job) => job.datasetId === datasetId);
        const which = inIt.length === 1 ? `job ${inIt[0]!.id} waits` : `${inIt.length} jobs wait`;
        printNotice(
          `slylab: ${which} for images of dataset ${datasetId}, which is archived or removed: nobody can label them, so stop or archive the jobs`,
        );
      }
    }
  }

  async #readMembers(jobs: readonly JobInfo[]): Promise<void> {
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
