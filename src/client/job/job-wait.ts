/** Waiting for jobs: when to look, when it is over, and what is said meanwhile. */
import { ambient } from "../../domain/display/ambient.js";
import { RecordList } from "../../domain/display/record-display.js";
import {
  ConnectionError,
  DeadlineError,
  JobStateError,
  RateLimitError,
  ServerError,
  type SlylabError,
} from "../../domain/errors.js";
import { JobInfo } from "../../domain/records/job.js";
import { hasReached, type JobStatus } from "../../domain/records/job-status.js";
import { checkOptions, kinds } from "../http/arguments.js";
import type { CallOptions } from "../http/send.js";
import { traceWait } from "./wait-trace.js";

/** How far a wait is. */
export interface WaitProgress {
  /** As they were seen last, in the order asked for. */
  readonly jobs: readonly JobInfo[];
  /** Jobs at or past the target. */
  readonly reached: number;
  readonly polls: number;
  readonly elapsedMs: number;
}

/** How {@link LabelingJobApi.wait} waits. */
export interface JobWaitOptions {
  /** Milliseconds until it gives up. Default: never, since people take days. */
  readonly timeoutMs?: number | undefined;
  /** Milliseconds between looks at most. Default 10,000: it begins with a twentieth and slows down while nothing changes. */
  readonly everyMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called after every look. */
  readonly onProgress?: ((progress: WaitProgress) => void) | undefined;
  /** The jobs' team, where it is known: saves a request at the start. */
  readonly teamId?: number | undefined;
}

/** What a wait needs of the world. */
export interface WaitWorld {
  readonly random: () => number;
  readonly now: () => number;
  readonly sleep: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
  /** The jobs that are there, archived ones too. */
  readonly read: (ids: readonly number[], options: CallOptions) => Promise<readonly JobInfo[]>;
}

const waitShape = {
  timeoutMs: kinds.ms,
  everyMs: kinds.ms,
  signal: kinds.signal,
  onProgress: kinds.callback,
  teamId: kinds.id,
};

const defaultEveryMs = 10_000;
const slowdown = 1.5;
// A server that restarts, or a night's change of address, must not end a wait of days.
const outageLimitMs = 120_000;
// A look that begins at the end of the wait still gets an answer.
const shortestLookMs = 1_000;
// However short the interval asked for: one look is one request, and a server has other clients.
const shortestPauseMs = 100;
// A look has the limit of any call, unless the wait ends before.
const callLimitMs = 60_000;

/** Milliseconds until the next look, from the last: slower by half each time, at most `everyMs`, a tenth of a second at least, a quarter of jitter. */
export function nextLookMs(lookedSinceChange: number, everyMs: number, random: () => number): number {
  const steadyMs = Math.min(everyMs, (everyMs / 20) * slowdown ** lookedSinceChange);
  return Math.max(shortestPauseMs, steadyMs) * (0.75 + random() / 4);
}

/** Waits until every job is at or past `target`, watched by `onProgress` or by whoever watches the running cell. */
export async function waitForJobs(
  ids: readonly number[],
  target: JobStatus,
  options: JobWaitOptions,
  world: WaitWorld,
): Promise<RecordList<JobInfo>> {
  checkOptions("labelingJob.wait", "options", options, waitShape);
  const signal = withAmbient(options.signal);
  if (options.onProgress !== undefined) return poll(ids, target, { ...options, signal }, world);
  const trace = traceWait(ids, target);
  const onProgress = ({ jobs, reached }: WaitProgress) => trace?.progress(jobs, reached);
  try {
    const jobs = await poll(ids, target, { ...options, onProgress, signal }, world);
    trace?.end("done");
    return jobs;
  } catch (error) {
    trace?.end("failed");
    throw error;
  }
}

// An interrupt ends the cell that awaits; without this the wait itself would poll on behind it.
function withAmbient(signal: AbortSignal | undefined): AbortSignal | undefined {
  const { signal: cell } = ambient();
  if (signal === undefined || cell === undefined) return signal ?? cell;
  return AbortSignal.any([signal, cell]);
}

async function poll(
  ids: readonly number[],
  target: JobStatus,
  options: JobWaitOptions,
  world: WaitWorld,
): Promise<RecordList<JobInfo>> {
  const { timeoutMs = Number.POSITIVE_INFINITY, everyMs = defaultEveryMs, signal, onProgress } = options;
  const { now } = world;
  const startMs = now();
  const endMs = startMs + timeoutMs;
  let lastSeen: readonly JobInfo[] = [];
  let answeredMs: number | undefined;
  let unchanged = 0;

  for (let polls = 1; ; polls += 1) {
    signal?.throwIfAborted();
    let askedMs = 0;
    try {
      const leftMs = Math.max(endMs - now(), shortestLookMs);
      const jobs = await world.read([...new Set(ids)], {
        signal,
        ...(leftMs < callLimitMs ? { limitMs: leftMs } : {}),
      });
      const byId = new Map(jobs.map((job) => [job.id, job]));
      checkAlive(ids, byId, lastSeen, target);
      const seen = ids.map((id) => byId.get(id)!);
      unchanged = isSame(seen, lastSeen) ? unchanged + 1 : 0;
      lastSeen = seen;
      answeredMs = now();
      const reached = seen.filter((job) => hasReached(job.status, target)).length;
      onProgress?.({ jobs: seen, reached, polls, elapsedMs: answeredMs - startMs });
      if (reached === seen.length) return RecordList.collect(JobInfo, seen);
    } catch (error) {
      if (!isOutage(error)) throw error;
      if (now() >= endMs) throw timedOut(ids, lastSeen, target, timeoutMs, error);
      // A server that never answered is not away: its address may be wrong.
      if (answeredMs === undefined || now() - answeredMs > outageLimitMs) throw error;
      if (error instanceof RateLimitError) askedMs = error.retryAfterMs ?? 0;
    }
    const leftMs = endMs - now();
    if (leftMs <= 0) throw timedOut(ids, lastSeen, target, timeoutMs);
    const pauseMs = Math.max(askedMs, nextLookMs(unchanged, everyMs, world.random));
    await world.sleep(Math.min(leftMs, pauseMs), signal);
  }
}

/** A job that is stopped, archived or gone will not come to `target`. */
function checkAlive(
  ids: readonly number[],
  byId: ReadonlyMap<number, JobInfo>,
  lastSeen: readonly JobInfo[],
  target: JobStatus,
): void {
  const dead = ids.flatMap((id) => {
    const job = byId.get(id);
    if (job === undefined) {
      return [{ id, name: lastSeen.find((seen) => seen.id === id)?.name ?? "", status: "gone" }];
    }
    if (hasReached(job.status, target)) return [];
    if (job.disabled) return [{ id, name: job.name, status: "archived" }];
    return job.status === "stopped" ? [{ id, name: job.name, status: "stopped" }] : [];
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
  throw new JobStateError(`${what}: it will not become ${target}`, {
    jobs: dead,
    hint: ways.length === 0 ? "list the jobs that there are, and check the id" : ways.join(", or "),
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
    error instanceof DeadlineError
  );
}

function timedOut(
  ids: readonly number[],
  seen: readonly JobInfo[],
  target: JobStatus,
  limitMs: number,
  cause?: SlylabError,
): DeadlineError {
  const lastSeen = Object.fromEntries(seen.map((job) => [job.id, job.status]));
  const behind = seen.filter((job) => !hasReached(job.status, target));
  const who = behind.map((job) => `job ${job.id} is ${job.status} (${job.assignedToLogin})`);
  const what = who.length === 0 ? `${ids.length} jobs were not seen` : who.join(", ");
  return new DeadlineError(`not ${target} within ${limitMs} ms: ${what}`, {
    limitMs,
    lastSeen,
    hint: "wait again, or longer: nothing was changed",
    ...(cause === undefined ? {} : { cause }),
  });
}
