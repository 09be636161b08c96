/** Waits for jobs: polling, end conditions and progress. */
import { z } from "zod";
import { anySignal } from "../../base/any-signal.js";
import { type Duration, durationMs, roughTime } from "../../base/duration.js";
import { kinds } from "../../domain/arguments/kinds.js";
import { parseArgument } from "../../domain/arguments/parse-arguments.js";
import { hostContext } from "../../domain/display/host-context.js";
import { RecordList } from "../../domain/display/record-display.js";
import {
  ConnectionError,
  JobStateError,
  RateLimitError,
  ServerError,
  type SlylabError,
  TimeoutError,
} from "../../domain/errors.js";
import { JobInfo } from "../../domain/records/job.js";
import { hasReached, type JobStatus } from "../../domain/records/job-status.js";
import { printNotice } from "../config/print-notice.js";
import type { CallOptions } from "../http/send.js";
import { OutageClock, type WaitOutage } from "./outage-clock.js";
import { traceWait } from "./wait-trace.js";

/** Progress of a wait. */
export interface WaitProgress {
  /** Jobs at the last poll, in the requested order. */
  readonly jobs: readonly JobInfo[];
  /** Number of jobs that have reached the target. */
  readonly reached: number;
  /** Number of polls. */
  readonly polls: number;
  /** Duration of the wait in milliseconds. */
  readonly elapsedMs: number;
}

/** Options of {@link LabelingJobApi.wait}. */
export interface JobWaitOptions {
  /** How long to wait: milliseconds, or text such as `'2h'`. Default: no limit. */
  readonly timeout?: Duration | undefined;
  /**
   * The longest time between two polls: milliseconds, or text such as `'30s'`. Default: 10 s. Polling starts at a twentieth
   * of it and slows down while nothing changes.
   */
  readonly every?: Duration | undefined;
  /** Stops the wait; its reason is rethrown unchanged. */
  readonly signal?: AbortSignal | undefined;
  /** Called after every poll. */
  readonly onProgress?: ((progress: WaitProgress) => void) | undefined;
  /** Called about every second while the server does not respond; the wait continues within `timeout`. */
  readonly onOutage?: ((outage: WaitOutage) => void) | undefined;
  /** Id of the jobs' team, if known: saves a request at the start. */
  readonly teamId?: number | undefined;
}

/** Dependencies of a wait. */
export interface WaitContext {
  readonly random: () => number;
  readonly now: () => number;
  readonly sleep: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
  /** Reads the existing jobs, including archived ones. */
  readonly read: (ids: readonly number[], options: CallOptions) => Promise<readonly JobInfo[]>;
  /** Called if the first poll does not end the wait. */
  readonly onWait?: (() => void) | undefined;
}

/** The target of a wait. */
interface Goal {
  /** For messages, for example `completed`. */
  readonly text: string;
  /** Whether a job has reached the target. */
  readonly isReached: (job: JobInfo) => boolean;
  /** Why a job can never reach the target; undefined if it can. */
  readonly deadEnd: (job: JobInfo) => string | undefined;
}

const waitSchema = z
  .object({
    timeout: kinds.duration,
    every: kinds.duration,
    signal: kinds.signal,
    onProgress: kinds.callback,
    onOutage: kinds.callback,
    teamId: kinds.id,
  })
  .partial();

const defaultEveryMs = 10_000;
const slowdown = 1.5;
// A poll that starts at the end of the wait still gets a response.
const shortestPollMs = 1_000;
// A lower limit of the interval, to protect the server.
const shortestPauseMs = 100;
// A poll has the usual time limit of a call, unless the wait ends earlier.
const callLimitMs = 60_000;

/** Computes the milliseconds until the next poll: 50% more each time, between 100 ms and `everyMs`, with 25% jitter. */
export function nextPollMs(pollsSinceChange: number, everyMs: number, random: () => number): number {
  const steadyMs = Math.min(everyMs, (everyMs / 20) * slowdown ** pollsSinceChange);
  return Math.max(shortestPauseMs, steadyMs) * (0.75 + random() / 4);
}

/** Waits until every job has reached `target`; reports to `onProgress` or to the host of the running cell. */
export async function waitForJobs(
  ids: readonly number[],
  target: JobStatus,
  options: JobWaitOptions,
  world: WaitContext,
): Promise<RecordList<JobInfo>> {
  return waitFor(ids, reach(target), options, world);
}

/** Waits until every job is completed, stopped or archived. An outage is treated as in {@link waitForJobs}. */
export async function watchJobs(
  ids: readonly number[],
  options: JobWaitOptions,
  world: WaitContext,
): Promise<RecordList<JobInfo>> {
  return waitFor(ids, over, options, world);
}

function reach(target: JobStatus): Goal {
  const isReached = (job: JobInfo) => hasReached(job.status, target);
  return {
    text: target,
    isReached,
    deadEnd: (job) => (job.disabled ? "archived" : job.status === "stopped" ? "stopped" : undefined),
  };
}

const over: Goal = {
  text: "completed, stopped or archived",
  isReached: (job) => job.disabled || job.status === "completed" || job.status === "stopped",
  deadEnd: () => undefined,
};

async function waitFor(
  ids: readonly number[],
  goal: Goal,
  options: JobWaitOptions,
  world: WaitContext,
): Promise<RecordList<JobInfo>> {
  parseArgument("labelingJob.wait", "options", waitSchema, options);
  // An interrupt ends the awaiting cell; without this the wait would continue to poll in the background.
  const signal = anySignal(options.signal, hostContext().signal);
  if (options.onProgress !== undefined) return poll(ids, goal, { ...options, signal }, world);
  const trace = traceWait(ids, goal.text, (job) => !goal.isReached(job));
  const onProgress = ({ jobs }: WaitProgress) => trace?.progress(jobs);
  const onOutage = (outage: WaitOutage) => {
    options.onOutage?.(outage);
    trace?.outage(outage.text);
  };
  try {
    const jobs = await poll(ids, goal, { ...options, onProgress, onOutage, signal }, world);
    trace?.end("done");
    return jobs;
  } catch (error) {
    trace?.end("failed");
    throw error;
  }
}

async function poll(
  ids: readonly number[],
  goal: Goal,
  options: JobWaitOptions,
  world: WaitContext,
): Promise<RecordList<JobInfo>> {
  const { now } = world;
  const clock = new OutageClock(now, (outage) => options.onOutage?.(outage));
  try {
    return await pollUntil(ids, goal, options, world, clock);
  } finally {
    clock.close();
  }
}

async function pollUntil(
  ids: readonly number[],
  goal: Goal,
  options: JobWaitOptions,
  world: WaitContext,
  clock: OutageClock,
): Promise<RecordList<JobInfo>> {
  const { signal, onProgress, onOutage } = options;
  const timeoutMs = durationMs(options.timeout) ?? Number.POSITIVE_INFINITY;
  const everyMs = durationMs(options.every) ?? defaultEveryMs;
  const { now } = world;
  const startMs = now();
  const endMs = startMs + timeoutMs;
  let lastSeen: readonly JobInfo[] = [];
  let hasResponded = false;
  let unchanged = 0;

  for (let polls = 1; ; polls += 1) {
    signal?.throwIfAborted();
    let askedMs = 0;
    try {
      const leftMs = Math.max(endMs - now(), shortestPollMs);
      clock.requested();
      const jobs = await world.read([...new Set(ids)], {
        signal,
        ...(leftMs < callLimitMs ? { timeout: leftMs } : {}),
      });
      const ended = clock.responded();
      if (ended !== undefined && hostContext().observer === undefined) printNotice(`slylab: ${ended}`);
      const byId = new Map(jobs.map((job) => [job.id, job]));
      checkAlive(ids, byId, lastSeen, goal);
      const seen = ids.map((id) => byId.get(id)!);
      unchanged = isSame(seen, lastSeen) ? unchanged + 1 : 0;
      lastSeen = seen;
      const isFirst = !hasResponded;
      hasResponded = true;
      const reached = seen.filter(goal.isReached).length;
      onProgress?.({ jobs: seen, reached, polls, elapsedMs: now() - startMs });
      if (reached === seen.length) return RecordList.collect(JobInfo, seen);
      if (isFirst) world.onWait?.();
    } catch (error) {
      if (!isOutage(error)) throw error;
      // Without a time limit, a wrong address would be polled forever.
      if (!hasResponded && timeoutMs === Number.POSITIVE_INFINITY) throw error;
      const isNew = clock.outage === undefined;
      const outage = clock.failed(error);
      if (now() >= endMs) throw timedOut(ids, lastSeen, goal, timeoutMs, outage);
      onOutage?.(outage);
      // Without an observer, a script would print nothing for hours.
      if (isNew && hostContext().observer === undefined) printNotice(`slylab: ${outage.text}`);
      if (error instanceof RateLimitError) askedMs = error.retryAfterMs ?? 0;
    }
    const leftMs = endMs - now();
    if (leftMs <= 0) throw timedOut(ids, lastSeen, goal, timeoutMs, clock.outage);
    const pauseMs = Math.max(askedMs, nextPollMs(unchanged, everyMs, world.random));
    await world.sleep(Math.min(leftMs, pauseMs), signal);
  }
}

/** Throws if a job is stopped, archived or removed, because it cannot reach `target`. */
function checkAlive(
  ids: readonly number[],
  byId: ReadonlyMap<number, JobInfo>,
  lastSeen: readonly JobInfo[],
  goal: Goal,
): void {
  const dead = ids.flatMap((id) => {
    const job = byId.get(id);
    if (job === undefined) {
      return [{ id, name: lastSeen.find((seen) => seen.id === id)?.name ?? "", status: "gone" }];
    }
    const status = goal.isReached(job) ? undefined : goal.deadEnd(job);
    return status === undefined ? [] : [{ id, name: job.name, status }];
  });
  if (dead.length === 0) return;
  const what = dead
    .map(({ id, name, status }) => `job ${id}${name === "" ? "" : ` "${name}"`} is ${status}`)
    .join(", ");
  const isStopped = dead.some(({ status }) => status === "stopped");
  const ways = [
    ...(isStopped ? ["resume it (setStatus(id, 'in_progress'))"] : []),
    ...(ids.length > dead.length ? ["wait for the others only"] : []),
  ];
  throw new JobStateError(`${what}: it will not become ${goal.text}`, {
    jobs: dead,
    hint: ways.length === 0 ? "check the id" : ways.join(", or "),
  });
}

function isSame(seen: readonly JobInfo[], before: readonly JobInfo[]): boolean {
  return seen.every((job, at) => {
    const old = before[at];
    return (
      old !== undefined &&
      job.status === old.status &&
      job.finishedImagesCount === old.finishedImagesCount &&
      job.acceptedImagesCount === old.acceptedImagesCount &&
      job.rejectedImagesCount === old.rejectedImagesCount
    );
  });
}

function isOutage(error: unknown): error is SlylabError {
  return (
    error instanceof ConnectionError ||
    error instanceof ServerError ||
    error instanceof RateLimitError ||
    error instanceof TimeoutError
  );
}

function timedOut(
  ids: readonly number[],
  seen: readonly JobInfo[],
  goal: Goal,
  limitMs: number,
  outage: WaitOutage | undefined,
): TimeoutError {
  const lastSeen = Object.fromEntries(seen.map((job) => [job.id, job.status]));
  const behind = seen.filter((job) => !goal.isReached(job));
  const who = behind.map((job) => `job ${job.id} is ${job.status} (${job.assignedToLogin})`);
  const unseen = ids.length === 1 ? `job ${ids[0]} was not seen` : `${ids.length} jobs were not seen`;
  const what = who.length === 0 ? unseen : who.join(", ");
  const away = outage === undefined ? "" : `; ${outage.text.replace(", trying again", " at the end")}`;
  return new TimeoutError(`not ${goal.text} within ${roughTime(limitMs)}: ${what}${away}`, {
    timeout: limitMs,
    lastSeen,
    hint:
      outage === undefined
        ? "wait again or raise the timeout: the jobs are unchanged"
        : "check the server, and wait again: the jobs are unchanged",
    ...(outage === undefined ? {} : { cause: outage.error }),
  });
}
