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

/** The work of one person on one image in one line of jobs. */
interface LineWork {
  mark: ReviewStatus;
  wasRejected: boolean;
}

/** The collected work of one person. */
export type CountedWork = Omit<PersonFields, "labels">;

/** The state of one image for one person. */
interface ImageWork {
  first?: "accepted" | "rejected";
  rework: number;
  /** By line of jobs, the one with the latest mark last. */
  readonly lines: Map<string, LineWork>;
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
  readonly #idleMs: number;

  /** @param idleMs - a pause between two actions counts as at most this long */
  constructor(idleMs: number) {
    this.#idleMs = idleMs;
  }

  /**
   * Adds a job, read with its images, and what was done in it.
   *
   * @param line - key of the jobs that continue each other: only in them is an image done again
   */
  addJob(job: JobInfo, line: string, actions: readonly JobAction[]): void {
    const annotator = job.assignedToLogin;
    // Marks by the job's creator or reviewer are not the annotator's work.
    const isOutsider = ({ login, userId }: JobAction) =>
      login !== annotator && (userId === job.createdById || userId === job.reviewerId);
    const doneBy = new Map<number, string>();
    // A rejected image that nobody has done does not count: `restart({ unmarked: true })` rejects such images.
    const isMarkVisible = actions.some(({ mark }) => mark !== undefined);
    const isUndone = (imageId: number, mark: ReviewStatus) =>
      isMarkVisible && mark === "rejected" && !doneBy.has(imageId);
    if (annotator !== "") this.#person(annotator, job.assignedToId).jobs.add(job.id);
    for (const action of [...actions].sort((one, other) => one.at - other.at)) {
      const { imageId, mark, login, userId, at } = action;
      const isVerdict = mark === "accepted" || mark === "rejected";
      if (imageId !== undefined && isVerdict && !isUndone(imageId, mark))
        this.#judge(doneBy.get(imageId) ?? annotator, imageId, line, mark);
      // Verdicts by other people are reviews.
      if (isOutsider(action) || login === "" || (isVerdict && login !== annotator)) {
        if (imageId !== undefined && mark === "done") this.#finish(annotator, imageId, line, doneBy);
        continue;
      }
      const isWorker = login === annotator || mark === "done";
      const person = isWorker ? this.#person(login, userId) : this.#people.get(login);
      person?.actions.push(at);
      if (isWorker) person?.jobs.add(job.id);
      if (imageId !== undefined && mark === "done") this.#finish(login, imageId, line, doneBy);
    }
    for (const { id, reviewStatus } of job.entities ?? []) {
      const worker = doneBy.get(id) ?? annotator;
      const mark = isUndone(id, reviewStatus) ? "none" : reviewStatus;
      if (worker !== "") this.#mark(worker, id, line, mark, doneBy.has(id));
    }
  }

  /** The people by login, without those who only reviewed. */
  people(): readonly CountedWork[] {
    return [...this.#people]
      .sort(([one], [other]) => (one < other ? -1 : Number(one > other)))
      .map(([login, person]) => this.#fields(login, person));
  }

  #fields(login: string, { userId, jobs, images, actions }: Person): CountedWork {
    const works = [...images.values()];
    const count = (test: (work: ImageWork) => boolean) => works.filter(test).length;
    const times = Float64Array.from(actions).sort();
    return {
      login,
      userId,
      jobsCount: jobs.size,
      imagesCount: images.size,
      imagesDone: count(({ lines }) => [...lines.values()].some(({ mark }) => mark !== "none")),
      accepted: count((work) => verdictOf(work) === "accepted"),
      rejected: count((work) => verdictOf(work) === "rejected"),
      firstPassAccepted: count(({ first }) => first === "accepted"),
      firstPassJudged: count(({ first }) => first !== undefined),
      rework: works.reduce((sum, { rework }) => sum + rework, 0),
      activeMs: activeTime(times, this.#idleMs),
      measuredBy: times.length > 0 ? "activity" : "none",
      lastActionAt: times.length === 0 ? null : new Date(times[times.length - 1]!),
    };
  }

  #person(login: string, userId: number | null): Person {
    const existing = this.#people.get(login);
    if (existing !== undefined) {
      existing.userId ??= userId;
      return existing;
    }
    const person: Person = { userId, jobs: new Set(), images: new Map(), actions: [] };
    this.#people.set(login, person);
    return person;
  }

  #image(login: string, imageId: number): ImageWork {
    const { images } = this.#person(login, null);
    const known = images.get(imageId);
    if (known !== undefined) return known;
    const work: ImageWork = { rework: 0, lines: new Map() };
    images.set(imageId, work);
    return work;
  }

  #finish(login: string, imageId: number, line: string, doneBy: Map<number, string>): void {
    if (login === "") return;
    doneBy.set(imageId, login);
    const work = this.#image(login, imageId);
    const inLine = lineWork(work, line);
    if (inLine.wasRejected) work.rework += 1;
    inLine.wasRejected = false;
  }

  #judge(login: string, imageId: number, line: string, verdict: "accepted" | "rejected"): void {
    if (login === "") return;
    const work = this.#image(login, imageId);
    work.first ??= verdict;
    lineWork(work, line).wasRejected = verdict === "rejected";
  }

  /** Applies the current mark of an image, for marks without a visible action. */
  #mark(login: string, imageId: number, line: string, mark: ReviewStatus, isReportedDone: boolean): void {
    const work = this.#image(login, imageId);
    const inLine = lineWork(work, line);
    if (mark !== "none" && !isReportedDone && inLine.mark === "rejected") work.rework += 1;
    if (mark === "accepted" || mark === "rejected") {
      work.first ??= mark;
      inLine.wasRejected = mark === "rejected";
    }
    // A returned image counts as rejected until it is done again.
    if (mark === "none") return;
    inLine.mark = mark;
    work.lines.delete(line);
    work.lines.set(line, inLine);
  }
}

function lineWork(work: ImageWork, line: string): LineWork {
  const existing = work.lines.get(line);
  if (existing !== undefined) return existing;
  const made: LineWork = { mark: "none", wasRejected: false };
  work.lines.set(line, made);
  return made;
}

/** Returns the last verdict on an image; undefined if the work of every line waits for one. */
function verdictOf({ lines }: ImageWork): ReviewStatus | undefined {
  return [...lines.values()].findLast(({ mark }) => mark === "accepted" || mark === "rejected")?.mark;
}

/** Computes the time between the first and the last of the sorted `times`; a pause counts as at most `idleMs`. */
function activeTime(times: ArrayLike<number>, idleMs: number): number {
  let active = 0;
  for (let at = 1; at < times.length; at++) active += Math.min(times[at]! - times[at - 1]!, idleMs);
  return active;
}
