import type { JobStatus, ReviewStatus } from "../../domain/records/job-status.js";
import type { Call } from "../http/method.js";
import type { JobLifecycle } from "../jobs/job-lifecycle.js";
import type { JobFacts } from "../jobs/job-store.js";
import type { Stores } from "../stores.js";
import type { WebhookDispatcher } from "../webhooks/webhook-dispatcher.js";
import type { QueueSummary } from "./queue-store.js";

/** Hands out the images of queues one by one, and updates the status of queues. */
export class QueueWork {
  readonly #stores: Stores;
  readonly #lifecycle: JobLifecycle;
  readonly #hooks: WebhookDispatcher;

  constructor(stores: Stores, lifecycle: JobLifecycle, hooks: WebhookDispatcher) {
    this.#stores = stores;
    this.#lifecycle = lifecycle;
    this.#hooks = hooks;
    lifecycle.onMove((call, job, to) => this.#afterMove(call, job, to));
    lifecycle.onMark((call, job, mark) => this.#afterMark(call, job, mark));
  }

  /** Sets the status of a queue; stopping, resuming and completing also apply to its jobs. */
  setStatus(call: Call, queue: QueueSummary, to: JobStatus): void {
    this.#settle(call, queue, to);
    for (const { id } of this.#stores.queues.find(queue.id)?.jobs ?? []) {
      const job = this.#stores.jobs.place(id);
      if (job === undefined) continue;
      if (to === "stopped" && job.status !== "completed" && job.status !== "stopped") {
        this.#lifecycle.settle(call, job, "stopped");
      } else if (queue.status === "stopped" && job.status === "stopped" && to !== "completed") {
        this.#lifecycle.settle(call, job, job.startedAt === null ? "pending" : "in_progress");
      } else if (to === "completed" && job.status !== "completed") this.#lifecycle.settle(call, job, "completed");
    }
  }

  #afterMove(call: Call, job: JobFacts, to: JobStatus): void {
    const queue = this.#queueOf(job);
    if (queue === undefined) return;
    if (to === "in_progress") {
      if (queue.status === "pending") this.#settle(call, queue, "in_progress");
      this.#handOut(job, queue);
    }
    if (to === "completed" && this.#isThrough(queue)) this.#settle(call, queue, "completed");
  }

  /** Whether no image is pending and every job is completed, even with rejected images. */
  #isThrough(queue: QueueSummary): boolean {
    const open = { sql: "j.labelingQueueId = ? AND j.status <> 'completed'", values: [queue.id] };
    return this.#stores.jobs.count([open]) === 0 && this.#stores.queues.find(queue.id)?.pendingCount === 0;
  }

  #afterMark(call: Call, job: JobFacts, mark: ReviewStatus): void {
    const queue = this.#queueOf(job);
    if (queue === undefined || queue.status === "stopped") return;
    if (mark === "done") this.#handOut(job, queue);
    const counts = this.#stores.queues.find(queue.id);
    if (counts === undefined || counts.pendingCount > 0 || counts.inProgressCount > 0) return;
    if (counts.annotatedCount === 0) this.setStatus(call, queue, "completed");
    else if (queue.status === "in_progress") this.#settle(call, queue, "on_review");
  }

  /** Assigns the next image, once all images of the job are done. */
  #handOut(job: JobFacts, queue: QueueSummary): void {
    const { jobImages, queues } = this.#stores;
    const isBusy = jobImages.entities(job.id).some(({ reviewStatus }) => reviewStatus === "none");
    const next = isBusy ? undefined : queues.takeNext(queue.id, job.id);
    if (next !== undefined) jobImages.add(job.id, next);
  }

  #settle(call: Call, queue: QueueSummary, to: JobStatus): void {
    if (queue.status === to) return;
    this.#stores.queues.setStatus(queue.id, to, call.now());
    if (to !== "completed") return;
    const jobs = this.#stores.queues.find(queue.id)?.jobs.length ?? 0;
    this.#hooks.notify(queue.teamId, "labeling_queue.completed", call.now(), {
      queue_id: queue.id,
      queue_name: queue.name,
      total_jobs: jobs,
      completed_jobs: jobs,
      status: to,
    });
  }

  #queueOf(job: JobFacts): QueueSummary | undefined {
    return job.labelingQueueId === null ? undefined : this.#stores.queues.place(job.labelingQueueId);
  }
}

/** Triggers webhooks for completed jobs. */
export function notifyOfCompletedJobs(lifecycle: JobLifecycle, hooks: WebhookDispatcher): void {
  lifecycle.onMove((call, job, to) => {
    if (to !== "completed") return;
    const common = { job_id: job.id, project_id: job.projectId, dataset_id: job.datasetId, status: to };
    if (job.labelingQueueId !== null) {
      const data = { queue_id: job.labelingQueueId, ...common };
      hooks.notify(job.teamId, "labeling_queue.job.completed", call.now(), data);
      return;
    }
    const completed_by = { user_id: call.account.id, user_login: call.account.login };
    hooks.notify(job.teamId, "labeling_job.completed", call.now(), { ...common, job_name: job.name, completed_by });
  });
}
