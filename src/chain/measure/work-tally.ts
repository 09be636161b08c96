/** Adds up the work of people, job by job. */
import type { JobInfo } from "../../domain/records/job.js";
import type { ReviewStatus } from "../../domain/records/job-status.js";
import type { PersonFields } from "./person-work.js";

/** An action in a job. */
export interface JobAction {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly login: string;
  readonly userId: number | null;
  /** The marked image, if the action is a mark. */
  readonly imageId?: number | undefined;
  readonly mark?: ReviewStatus | undefined;
}

/** The state of one image for one person. */
interface ImageWork {
  mark: ReviewStatus;
  first?: "accepted" | "rejected";
  wasRejected: boolean;
  rework: number;
}

interface Person {
  userId: number | null;
  readonly jobs: Set<number>;
  readonly images: Map<number, ImageWork>;
  readonly actions: number[];
}

/** Adds up jobs, oldest first, so that a verdict on an image comes before its rework. */
export class WorkTally {
  readonly #people = new Map<string, Person>();
  readonly #labels = new Map<string, number>();
  readonly #idleMs: number;

  /** @param idleMs - a pause between two actions counts as at most this long */
  constructor(idleMs: number) {
    this.#idleMs = idleMs;
  }

  /** Adds a job, read with its images, and what was done in it. */
  addJob(job: JobInfo, actions: readonly JobAction[]): void {
    const annotator = job.assignedToLogin;
    // Marks by the job's creator or reviewer are not the annotator's work.
    const isOutsider = ({ login, userId }: JobAction) =>
      login !== annotator && (userId === job.createdById || userId === job.reviewerId);
    const doers = new Map<number, string>();
    if (annotator !== "") this.#person(annotator, job.assignedToId).jobs.add(job.id);
    for (const action of [...actions].sort((one, other) => one.at - other.at)) {
      const { imageId, mark, login, userId, at } = action;
      const isVerdict = mark === "accepted" || mark === "rejected";
      if (imageId !== undefined && isVerdict) this.#judge(doers.get(imageId) ?? annotator, imageId, mark);
      // Verdicts by other people are reviews.
      if (isOutsider(action) || login === "" || (isVerdict && login !== annotator)) {
        if (imageId !== undefined && mark === "done") this.#finish(annotator, imageId, doers);
        continue;
      }
      const isWorker = login === annotator || mark === "done";
      const person = isWorker ? this.#person(login, userId) : this.#people.get(login);
      person?.actions.push(at);
      if (isWorker) person?.jobs.add(job.id);
      if (imageId !== undefined && mark === "done") this.#finish(login, imageId, doers);
    }
    for (const { id, reviewStatus } of job.entities ?? []) {
      const doer = doers.get(id) ?? annotator;
      if (doer !== "") this.#mark(doer, id, reviewStatus, doers.has(id));
    }
  }

  /** Adds drawn objects of a person. */
  addLabels(login: string, count: number): void {
    this.#labels.set(login, (this.#labels.get(login) ?? 0) + count);
  }

  /** Ids of all images. */
  imageIds(): ReadonlySet<number> {
    return new Set([...this.#people.values()].flatMap(({ images }) => [...images.keys()]));
  }

  /** The people by login, without those who only reviewed. */
  people(): readonly PersonFields[] {
    return [...this.#people]
      .sort(([one], [other]) => (one < other ? -1 : Number(one > other)))
      .map(([login, person]) => this.#fields(login, person));
  }

  #fields(login: string, { userId, jobs, images, actions }: Person): PersonFields {
    const works = [...images.values()];
    const count = (test: (work: ImageWork) => boolean) => works.filter(test).length;
    const times = Float64Array.from(actions).sort();
    return {
      login,
      userId,
      jobsCount: jobs.size,
      imagesCount: images.size,
      imagesDone: count(({ mark }) => mark !== "none"),
      accepted: count(({ mark }) => mark === "accepted"),
      rejected: count(({ mark }) => mark === "rejected"),
      firstPassAccepted: count(({ first }) => first === "accepted"),
      firstPassJudged: count(({ first }) => first !== undefined),
      rework: works.reduce((sum, { rework }) => sum + rework, 0),
      labels: this.#labels.get(login) ?? 0,
      activeMs: activeTime(times, this.#idleMs),
      measuredBy: times.length > 0 ? "activity" : "none",
      lastActionAt: times.length === 0 ? null : new Date(times[times.length - 1]!),
    };
  }

  #person(login: string, userId: number | null): Person {
    const known = this.#people.get(login);
    if (known !== undefined) {
      known.userId ??= userId;
      return known;
    }
    const person: Person = { userId, jobs: new Set(), images: new Map(), actions: [] };
    this.#people.set(login, person);
    return person;
  }

  #image(login: string, imageId: number): ImageWork {
    const { images } = this.#person(login, null);
    const known = images.get(imageId);
    if (known !== undefined) return known;
    const work: ImageWork = { mark: "none", wasRejected: false, rework: 0 };
    images.set(imageId, work);
    return work;
  }

  #finish(login: string, imageId: number, doers: Map<number, string>): void {
    if (login === "") return;
    doers.set(imageId, login);
    const work = this.#image(login, imageId);
    if (work.wasRejected) work.rework += 1;
    work.wasRejected = false;
  }

  #judge(login: string, imageId: number, verdict: "accepted" | "rejected"): void {
    if (login === "") return;
    const work = this.#image(login, imageId);
    work.first ??= verdict;
    work.wasRejected = verdict === "rejected";
  }

  /** Applies the current mark of an image, for marks without a visible action. */
  #mark(login: string, imageId: number, mark: ReviewStatus, isToldDone: boolean): void {
    const work = this.#image(login, imageId);
    if (mark !== "none" && !isToldDone && work.mark === "rejected") work.rework += 1;
    if (mark === "accepted" || mark === "rejected") {
      work.first ??= mark;
      work.wasRejected = mark === "rejected";
    }
    // A returned image counts as rejected until it is done again.
    if (mark !== "none") work.mark = mark;
  }
}

/** Computes the time between the first and the last of the sorted `times`; a pause counts as at most `idleMs`. */
export function activeTime(times: ArrayLike<number>, idleMs: number): number {
  let active = 0;
  for (let at = 1; at < times.length; at++) active += Math.min(times[at]! - times[at - 1]!, idleMs);
  return active;
}
