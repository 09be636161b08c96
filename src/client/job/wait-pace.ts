/** Progress of a wait: images done, speed, estimated end, and the people whose work is missing. */
import { roughTime } from "../../base/duration.js";
import { type JobInfo, jobProgress } from "../../domain/records/job.js";

/** A person with unfinished work in the jobs of a wait. */
export interface AwaitedPerson {
  readonly login: string;
  /** Whether they annotate or review. */
  readonly role: "annotator" | "reviewer";
  readonly done: number;
  readonly total: number;
  /** Whether they have started none of their jobs. */
  readonly isPending: boolean;
  /** Milliseconds without progress, if unusually long. */
  readonly idleMs: number | undefined;
  /** Why they cannot work, for example `left the team`. */
  readonly problem: string | undefined;
}

/** Progress of a wait. */
export interface WaitStanding {
  /** Number of images that need no more work by annotators. */
  readonly done: number;
  readonly total: number;
  /** Images per hour over the last 15 minutes; undefined if none. */
  readonly imagesPerHour: number | undefined;
  /** Estimated milliseconds until everyone at work is done; undefined if no speed is known. */
  readonly leftMs: number | undefined;
  /** Sorted by unfinished work, most first. */
  readonly awaited: readonly AwaitedPerson[];
  /** Indexes of all jobs: unfinished ones first, furthest behind first. Used if not all can be shown. */
  readonly order: readonly number[];
  /** Summary in one line, for example `412/602 images, 31/h, done at 16:40, awaiting ben 3/50 (idle 25 min)`. */
  readonly text: string;
}

/** Number of finished images and of all images of a person in a role. */
interface PersonProgress {
  readonly login: string;
  readonly role: AwaitedPerson["role"];
  done: number;
  total: number;
  isPending: boolean;
  problem: string | undefined;
}

interface Sample {
  readonly atMs: number;
  readonly done: number;
  readonly byPerson: ReadonlyMap<string, number>;
}

const windowMs = 15 * 60_000;
/** Maximum number of samples, so that long waits need no more memory. */
const maxSamples = 90;
/** A person is idle after this many times the usual time between two images, within the bounds below. */
const idleFactor = 10;
const shortestIdleMs = 10_000;
const defaultIdleMs = 5 * 60_000;
const longestIdleMs = 15 * 60_000;
const maxNames = 4;

/** Computes the progress of one wait from its polls. */
export class WaitPace {
  readonly #now: () => number;
  #samples: Sample[] = [];
  /** By person: the last change of their number of finished images, and its time. */
  readonly #moved = new Map<string, { done: number; atMs: number }>();

  /** @internal `now` returns milliseconds since 1970. */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Records a poll. `isAwaited`: whether a job is unfinished; `problemOf`: why its annotator cannot work. */
  update(
    jobs: readonly JobInfo[],
    isAwaited: (job: JobInfo) => boolean,
    problemOf: (job: JobInfo) => string | undefined = () => undefined,
  ): WaitStanding {
    const nowMs = this.#now();
    const works = worksOf(jobs, isAwaited, problemOf);
    const done = jobs.reduce((sum, job) => sum + jobProgress(job).done, 0);
    const total = jobs.reduce((sum, job) => sum + job.imagesCount, 0);
    this.#record({ atMs: nowMs, done, byPerson: doneByPerson(jobs) });
    const imagesPerHour = perHour(this.#samples, ({ done: all }) => all);
    const idleAfterMs = this.#idleAfterMs(works, imagesPerHour);
    const awaited: AwaitedPerson[] = [];
    let leftMs: number | undefined;
    for (const [key, work] of works) {
      const stillMs = nowMs - (this.#moved.get(key)?.atMs ?? nowMs);
      const idleMs = stillMs >= idleAfterMs ? stillMs : undefined;
      awaited.push({ ...work, idleMs });
      const speed = perHour(this.#samples, ({ byPerson }) => byPerson.get(key));
      const ownMs = speed === undefined ? undefined : ((work.total - work.done) / speed) * 3_600_000;
      if (ownMs !== undefined && idleMs === undefined) leftMs = Math.max(leftMs ?? 0, ownMs);
    }
    awaited.sort(behind);
    const standing = { done, total, imagesPerHour, leftMs, awaited };
    return { ...standing, order: orderOf(jobs, isAwaited), text: textOf(standing, nowMs) };
  }

  #record(sample: Sample): void {
    for (const [key, done] of sample.byPerson) {
      if (this.#moved.get(key)?.done !== done) this.#moved.set(key, { done, atMs: sample.atMs });
    }
    const last = this.#samples.at(-1);
    // A new sample replaces the last one if they are close in time; the oldest of the window is kept.
    if (this.#samples.length > 1 && last !== undefined) {
      const before = this.#samples.at(-2)!;
      if (sample.atMs - before.atMs < windowMs / maxSamples) this.#samples.pop();
    }
    this.#samples.push(sample);
    while (this.#samples.length > 2 && this.#samples[1]!.atMs <= sample.atMs - windowMs) this.#samples.shift();
  }

  #idleAfterMs(works: ReadonlyMap<string, PersonProgress>, imagesPerHour: number | undefined): number {
    if (imagesPerHour === undefined) return defaultIdleMs;
    const usualMs = (3_600_000 / imagesPerHour) * Math.max(works.size, 1);
    return Math.min(Math.max(usualMs * idleFactor, shortestIdleMs), longestIdleMs);
  }
}

const annotatorOf = (job: JobInfo): string => job.assignedToLogin || `job ${job.id}`;
const reviewerOf = (job: JobInfo): string =>
  job.reviewerLogin ?? (job.createdByLogin || `the reviewer of job ${job.id}`);
const judged = (job: JobInfo): number => job.acceptedImagesCount + job.rejectedImagesCount;

/** Counts finished images by person, in all jobs: a job that leaves the wait must not look like lost work. */
function doneByPerson(jobs: readonly JobInfo[]): Map<string, number> {
  const done = new Map<string, number>();
  const add = (key: string, images: number) => done.set(key, (done.get(key) ?? 0) + images);
  for (const job of jobs) {
    add(`annotator ${annotatorOf(job)}`, jobProgress(job).done);
    add(`reviewer ${reviewerOf(job)}`, judged(job));
  }
  return done;
}

/** Finds the people with unfinished work: annotators, or reviewers of jobs that are on review. */
function worksOf(
  jobs: readonly JobInfo[],
  isAwaited: (job: JobInfo) => boolean,
  problemOf: (job: JobInfo) => string | undefined,
): Map<string, PersonProgress> {
  const works = new Map<string, PersonProgress>();
  for (const job of jobs) {
    if (!isAwaited(job)) continue;
    const isReview = job.status === "on_review";
    const role = isReview ? "reviewer" : "annotator";
    const login = isReview ? reviewerOf(job) : annotatorOf(job);
    const done = isReview ? judged(job) : jobProgress(job).done;
    const key = `${role} ${login}`;
    const work = works.get(key) ?? { login, role, done: 0, total: 0, isPending: true, problem: undefined };
    work.done += done;
    work.total += job.imagesCount;
    work.isPending &&= job.status === "pending";
    work.problem ??= isReview ? undefined : problemOf(job);
    works.set(key, work);
  }
  return works;
}

function share({ done, total }: { readonly done: number; readonly total: number }): number {
  return total === 0 ? 1 : done / total;
}

function behind(a: AwaitedPerson, b: AwaitedPerson): number {
  return (
    share(a) - share(b) ||
    b.total - b.done - (a.total - a.done) ||
    a.login.localeCompare(b.login, "en", { numeric: true })
  );
}

function orderOf(jobs: readonly JobInfo[], isAwaited: (job: JobInfo) => boolean): readonly number[] {
  const ranks = jobs.map((job) => (isAwaited(job) ? share(jobProgress(job)) : 2));
  return jobs.map((_job, at) => at).sort((a, b) => ranks[a]! - ranks[b]! || a - b);
}

/** Computes images per hour between the first and the last sample that have the value; undefined if none was done. */
function perHour(samples: readonly Sample[], value: (sample: Sample) => number | undefined): number | undefined {
  const last = samples.at(-1);
  const first = samples.find((sample) => value(sample) !== undefined);
  if (first === undefined || last === undefined || last.atMs <= first.atMs) return undefined;
  const images = (value(last) ?? 0) - (value(first) ?? 0);
  return images > 0 ? (images / (last.atMs - first.atMs)) * 3_600_000 : undefined;
}

function textOf(
  { done, total, imagesPerHour, leftMs, awaited }: Omit<WaitStanding, "order" | "text">,
  nowMs: number,
): string {
  const parts = [`${done}/${total} images`];
  if (imagesPerHour !== undefined) parts.push(rateText(imagesPerHour));
  if (leftMs !== undefined) parts.push(endText(leftMs, nowMs));
  const isOne = awaited.length === 1 && awaited[0]!.done === done && awaited[0]!.total === total;
  const people = awaited.slice(0, maxNames).map((person) => personText(person, !isOne));
  if (awaited.length > maxNames) people.push(`and ${awaited.length - maxNames} more`);
  if (people.length > 0) parts.push(`awaiting ${people.join(", ")}`);
  return parts.join(", ");
}

function personText(person: AwaitedPerson, hasCount: boolean): string {
  const { login, role, done, total, isPending, idleMs, problem } = person;
  const remarks = [
    ...(role === "reviewer" ? ["review"] : []),
    ...(isPending ? ["pending"] : []),
    ...(idleMs === undefined ? [] : [`idle ${roughTime(idleMs)}`]),
    ...(problem === undefined ? [] : [problem]),
  ];
  const count = hasCount ? ` ${done}/${total}` : "";
  return `${login}${count}${remarks.length === 0 ? "" : ` (${remarks.join(", ")})`}`;
}

/** Formats a speed in the unit that gives a small number: `31/h`, `12/min`, `4/s`. */
function rateText(imagesPerHour: number): string {
  if (imagesPerHour < 300) return `${Number(imagesPerHour.toPrecision(imagesPerHour < 1 ? 1 : 2))}/h`;
  const perMinute = imagesPerHour / 60;
  return perMinute < 300 ? `${Math.round(perMinute)}/min` : `${Math.round(perMinute / 60)}/s`;
}

/** Formats the estimated end: the remaining time within the next hour, else the local time of day. */
function endText(leftMs: number, nowMs: number): string {
  if (leftMs < 3_600_000) return `done in ${roughTime(Math.max(1000, Math.ceil(leftMs / 1000) * 1000))}`;
  const end = new Date(nowMs + leftMs);
  const two = (value: number) => String(value).padStart(2, "0");
  const time = `${two(end.getHours())}:${two(end.getMinutes())}`;
  if (end.toDateString() === new Date(nowMs).toDateString()) return `done at ${time}`;
  return `done on ${end.getFullYear()}-${two(end.getMonth() + 1)}-${two(end.getDate())} ${time}`;
}
