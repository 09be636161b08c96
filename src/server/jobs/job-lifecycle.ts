import { allowedTransitions, type JobStatus, type ReviewStatus } from "../../domain/records/job-status.js";
import type { Call } from "../http/method.js";
import { forbidden, invalid, missing } from "../http/problem.js";
import type { Stores } from "../stores.js";
import { type Part, type Refusal, refuseMark, refuseMove } from "./job-rules.js";
import type { JobPlace, NewJob } from "./job-store.js";

/** A job together with the caller's role in it. */
export type MetJob = JobPlace & { readonly part: Part };

/** Told after a job came to a status, within the same transaction. */
export type OnMove = (call: Call, job: JobPlace, to: JobStatus) => void;

/** Told after an image of a job was marked, within the same transaction. */
export type OnMark = (call: Call, job: JobPlace, mark: ReviewStatus) => void;

/** Makes jobs and moves them through their life: rules first, then one transaction with what is to be told of it. */
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

  /** Refuses people who cannot work in a team. @throws {Problem} somebody is not in the team, or disabled */
  refuseStrangers(teamId: number, userIds: readonly number[], reviewerId: number | null | undefined): void {
    this.refuseStrangersIn("userIds", teamId, userIds);
    if (reviewerId != null) this.#refuseStranger("reviewerId", teamId, reviewerId);
  }

  /** As {@link refuseStrangers}, for a list of people in any field. */
  refuseStrangersIn(field: string, teamId: number, userIds: readonly number[]): void {
    for (const [index, userId] of userIds.entries()) this.#refuseStranger(`${field}.${index}`, teamId, userId);
  }

  /** @throws {Problem} what a job or queue is about is archived, or something around it: nothing of it moves any more */
  refuseClosed({ datasetId }: Pick<JobPlace, "datasetId">): void {
    if (this.#stores.datasets.place(datasetId) !== undefined) return;
    throw invalid("id", `dataset ${datasetId} of this job is archived: its images cannot be labeled`, "any.only");
  }

  /** @throws {Problem} the job is archived, or what it is about is: nobody changes it any more */
  refuseArchived(job: Pick<JobPlace, "datasetId" | "disabled">): void {
    if (job.disabled) throw invalid("id", "the job is archived", "any.only");
    this.refuseClosed(job);
  }

  /** One job for each user, all or none. */
  create(call: Call, job: Omit<NewJob, "userId">, userIds: readonly number[]) {
    const { name, teamId, projectId, datasetId } = job;
    return this.#stores.database.atomic(() =>
      userIds.map((userId) => {
        const id = this.#stores.jobs.add({ ...job, userId }, call.now());
        const happening = { teamId, userId: call.account.id, action: "create_job", projectId, datasetId, jobId: id };
        this.#stores.activity.record({ ...happening, meta: { assignedTo: userId } }, call.now());
        return { id, userId, type: "annotation", name };
      }),
    );
  }

  /** @throws {Problem} the move is not this account's, or not legal */
  move(call: Call, job: MetJob, to: JobStatus): void {
    obey(refuseMove(job, to, job.part), "status");
    if (job.status !== to) this.refuseClosed(job);
    if (job.status !== to) this.#stores.database.atomic(() => this.settle(call, job, to));
  }

  /** Moves without asking for rights: for what follows from a rightful act. */
  settle(call: Call, job: JobPlace, to: JobStatus): void {
    this.#stores.jobs.setStatus(job.id, to, call.now());
    this.#record(call, job, "update_job_status", { meta: { from: job.status, to } });
    for (const tell of this.#onMove) tell(call, job, to);
  }

  /** Marks one image. @throws {Problem} it is not in the job, or may not be marked so */
  mark(call: Call, job: MetJob, imageId: number, to: ReviewStatus): void {
    const from = this.#stores.jobImages.markOf(job.id, imageId);
    if (from === undefined) throw missing(`image of labeling job ${job.id}`, imageId);
    // In a queue images are judged one by one, while the annotator goes on with the next.
    const reviewsEarly = job.labelingQueueId !== null || job.meta.enableIntermediateReview === true;
    obey(refuseMark({ ...job, reviewsEarly }, to, job.part), "status");
    if (from === to) return;
    this.refuseClosed(job);
    this.#stores.database.atomic(() => {
      this.#stores.jobImages.setMark(job.id, imageId, from, to);
      if (to === "done") this.#recordDuration(call, job, imageId);
      const action = "image_review_status_updated";
      this.#record(call, job, action, { imageId, meta: { reviewStatus: to } });
      for (const tell of this.#onMark) tell(call, job, to);
    });
  }

  /** Rejects all images, or those without a verdict. */
  reject(call: Call, job: MetJob, mode: "all" | "unmarked"): void {
    if (!job.part.isReviewer && !job.part.isManager) throw forbidden("only its reviewer may reject a job");
    this.refuseArchived(job);
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

  /** Makes new jobs of the rejected images, and completes the old one if asked. */
  restart(
    call: Call,
    job: MetJob,
    how: { userIds: readonly number[]; reviewerId: number | null; name?: string | undefined; completes: boolean },
  ) {
    this.refuseStrangers(job.teamId, how.userIds, how.reviewerId);
    this.refuseArchived(job);
    const rejected = this.#stores.jobImages.entities(job.id).filter(({ reviewStatus }) => reviewStatus === "rejected");
    // These words are the ones that the official SDK knows for "nothing to restart".
    if (rejected.length === 0) throw invalid("id", "No images found", "array.min");
    const old = this.#stores.jobs.find(job.id);
    if (old === undefined) throw missing("labeling job", job.id);
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

  /** How long the annotator was at an image: since the last thing that the same person did in the job. */
  #recordDuration(call: Call, job: JobPlace, imageId: number): void {
    const since = this.#stores.activity.lastIn(job.id, call.account.id) ?? job.startedAt;
    if (since === null) return;
    const duration = Math.max(0, Math.round((Date.parse(call.now()) - Date.parse(since)) / 1000));
    this.#record(call, job, "annotation_duration", { imageId, meta: { duration } });
  }

  #record(call: Call, job: JobPlace, action: string, about: { imageId?: number; meta: object }): void {
    const { teamId, projectId, datasetId, id: jobId } = job;
    const happening = { teamId, projectId, datasetId, jobId, userId: call.account.id, action };
    this.#stores.activity.record({ ...happening, ...about }, call.now());
  }

  #refuseStranger(path: string, teamId: number, userId: number): void {
    if (this.#stores.teams.roleOf(userId, teamId) === undefined) {
      throw invalid(path, `user ${userId} is not a member of team ${teamId}`, "any.only");
    }
    const user = this.#stores.accounts.find(userId);
    if (user?.disabled === true) throw invalid(path, `user ${userId} (${user.login}) is disabled`, "any.only");
  }
}

function obey(refusal: Refusal | undefined, path: string): void {
  if (refusal === undefined) return;
  throw refusal.kind === "person" ? forbidden(refusal.message) : invalid(path, refusal.message, "any.only");
}
