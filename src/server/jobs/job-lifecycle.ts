import { allowedTransitions, type JobStatus, type ReviewStatus } from "../../domain/records/job-status.js";
import type { Call } from "../http/method.js";
import { forbidden, found, invalid } from "../http/problem.js";
import type { Stores } from "../stores.js";
import { type CallerRole, type Refusal, refuseMark, refuseStatusChange } from "./job-rules.js";
import type { JobFacts, NewJob } from "./job-store.js";

/** A job and the caller's roles in it. */
export type JobWithRole = JobFacts & { readonly role: CallerRole };

/** Called after a change of a job's status, in the same transaction. */
export type OnMove = (call: Call, job: JobFacts, to: JobStatus) => void;

/** Called after an image of a job was marked, in the same transaction. */
export type OnMark = (call: Call, job: JobFacts, mark: ReviewStatus) => void;

/** Creates jobs and changes their status and marks: checks the rules, then writes the change, its log and its events. */
export class JobLifecycle {
  readonly #stores: Stores;
  readonly #onMove: OnMove[] = [];
  readonly #onMark: OnMark[] = [];

  constructor(stores: Stores) {
    this.#stores = stores;
  }

  onMove(listener: OnMove): void {
    this.#onMove.push(listener);
  }

  onMark(listener: OnMark): void {
    this.#onMark.push(listener);
  }

  /** Rejects people who cannot work in a team. @throws {Problem} not a member, or disabled */
  requireActiveMembers(teamId: number, userIds: readonly number[], reviewerId: number | null | undefined): void {
    this.requireActiveMembersIn("userIds", teamId, userIds);
    if (reviewerId != null) this.#requireActiveMember("reviewerId", teamId, reviewerId);
  }

  /** Like {@link requireActiveMembers}, for a list of people in any field. */
  requireActiveMembersIn(field: string, teamId: number, userIds: readonly number[]): void {
    for (const [index, userId] of userIds.entries()) this.#requireActiveMember(`${field}.${index}`, teamId, userId);
  }

  /** @throws {Problem} the dataset of a job or queue, or one of its parents, is archived */
  rejectClosed({ datasetId }: Pick<JobFacts, "datasetId">): void {
    if (this.#stores.datasets.place(datasetId) !== undefined) return;
    throw invalid("id", `dataset ${datasetId} of this job is archived: its images cannot be labeled`, "any.only");
  }

  /** @throws {Problem} the job, or its dataset, is archived */
  rejectArchived(job: Pick<JobFacts, "datasetId" | "disabled">): void {
    if (job.disabled) throw invalid("id", "the job is archived", "any.only");
    this.rejectClosed(job);
  }

  /** Creates one job per user, all or none. */
  create(call: Call, job: Omit<NewJob, "userId">, userIds: readonly number[]) {
    const { name, teamId, projectId, datasetId } = job;
    return this.#stores.database.atomic(() =>
      userIds.map((userId) => {
        const id = this.#stores.jobs.add({ ...job, userId }, call.now());
        const activityEntry = { teamId, action: "create_job", projectId, datasetId, jobId: id };
        this.#stores.activity.log(call, { ...activityEntry, meta: { assignedTo: userId } });
        return { id, userId, type: "annotation", name };
      }),
    );
  }

  /** Changes the status of a job. @throws {Problem} missing permission, or the transition is not allowed */
  move(call: Call, job: JobWithRole, to: JobStatus): void {
    throwIfRefused(refuseStatusChange(job, to, job.role), "status");
    if (job.status !== to) this.rejectClosed(job);
    if (job.status !== to) this.#stores.database.atomic(() => this.settle(call, job, to));
  }

  /** Changes the status without checks, for consequences of a permitted action. */
  settle(call: Call, job: JobFacts, to: JobStatus): void {
    this.#stores.jobs.setStatus(job.id, to, call.now());
    this.#record(call, job, "update_job_status", { meta: { from: job.status, to } });
    for (const notify of this.#onMove) notify(call, job, to);
  }

  /** Marks one image. @throws {Problem} it is not in the job, or the mark is not allowed */
  mark(call: Call, job: JobWithRole, imageId: number, to: ReviewStatus): void {
    const from = found(`image of labeling job ${job.id}`, imageId, this.#stores.jobImages.markOf(job.id, imageId));
    // In a queue, images are reviewed one by one, while the annotator continues with the next.
    const reviewsEarly = job.labelingQueueId !== null || job.meta.enableIntermediateReview === true;
    throwIfRefused(refuseMark({ ...job, reviewsEarly }, to, job.role), "status");
    if (from === to) return;
    this.rejectClosed(job);
    this.#stores.database.atomic(() => {
      this.#stores.jobImages.setMark(job.id, imageId, from, to);
      if (to === "done") this.#recordDuration(call, job, imageId);
      const action = "image_review_status_updated";
      this.#record(call, job, action, { imageId, meta: { reviewStatus: to } });
      for (const notify of this.#onMark) notify(call, job, to);
    });
  }

  /** Rejects all images, or those that are not reviewed. */
  reject(call: Call, job: JobWithRole, mode: "all" | "unmarked"): void {
    if (!job.role.isReviewer && !job.role.isManager) throw forbidden("only its reviewer may reject a job");
    this.rejectArchived(job);
    if (job.status === "pending" || job.status === "completed") {
      throw invalid("id", `cannot be rejected while the job is ${job.status}`, "any.only");
    }
    this.#stores.database.atomic(() => {
      const from: ReviewStatus[] = mode === "all" ? ["none", "done", "accepted"] : ["none", "done"];
      for (const { id, reviewStatus } of this.#stores.jobImages.entities(job.id)) {
        if (!from.includes(reviewStatus)) continue;
        const action = "image_review_status_updated";
        this.#record(call, job, action, { imageId: id, meta: { reviewStatus: "rejected" } });
      }
      this.#stores.jobImages.setMarks(job.id, from, "rejected");
    });
  }

  /** Creates new jobs from the rejected images; optionally completes the old one. */
  restart(
    call: Call,
    job: JobWithRole,
    how: { userIds: readonly number[]; reviewerId: number | null; name?: string | undefined; completes: boolean },
  ) {
    this.requireActiveMembers(job.teamId, how.userIds, how.reviewerId);
    this.rejectArchived(job);
    const rejected = this.#stores.jobImages.entities(job.id).filter(({ reviewStatus }) => reviewStatus === "rejected");
    // The official SDK recognizes this message.
    if (rejected.length === 0) throw invalid("id", "No images found", "array.min");
    const old = found("labeling job", job.id, this.#stores.jobs.find(job.id));
    const next = {
      ...{ ...old, name: how.name ?? old.name, createdBy: call.account.id, reviewerId: how.reviewerId },
      labelingQueueId: null,
      meta: { ...old.meta, range: { start: null, end: null } },
      imageIds: rejected.map(({ id }) => id),
    };
    return this.#stores.database.atomic(() => {
      if (how.completes && allowedTransitions[job.status].includes("completed")) this.settle(call, job, "completed");
      return this.create(call, next, how.userIds);
    });
  }

  /** Records the time spent on an image: since the annotator's last action in the job. */
  #recordDuration(call: Call, job: JobFacts, imageId: number): void {
    const since = this.#stores.activity.lastIn(job.id, call.account.id) ?? job.startedAt;
    if (since === null) return;
    const duration = Math.max(0, Math.round((Date.parse(call.now()) - Date.parse(since)) / 1000));
    this.#record(call, job, "annotation_duration", { imageId, meta: { duration } });
  }

  #record(call: Call, job: JobFacts, action: string, about: { imageId?: number; meta: object }): void {
    const { teamId, projectId, datasetId, id: jobId } = job;
    this.#stores.activity.log(call, { teamId, projectId, datasetId, jobId, action, ...about });
  }

  #requireActiveMember(path: string, teamId: number, userId: number): void {
    if (this.#stores.teams.roleOf(userId, teamId) === undefined) {
      throw invalid(path, `user ${userId} is not a member of team ${teamId}`, "any.only");
    }
    const user = this.#stores.accounts.find(userId);
    if (user?.disabled === true) throw invalid(path, `user ${userId} (${user.login}) is disabled`, "any.only");
  }
}

function throwIfRefused(refusal: Refusal | undefined, path: string): void {
  if (refusal === undefined) return;
  throw refusal.kind === "person" ? forbidden(refusal.message) : invalid(path, refusal.message, "any.only");
}
