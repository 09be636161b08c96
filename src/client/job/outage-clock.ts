/** Reports repeatedly how long a server has not responded. */
import { roughTime } from "../../base/duration.js";
import { RateLimitError, ServerError, type SlylabError } from "../../domain/errors.js";

/** A server that does not respond during a wait. */
export interface WaitOutage {
  /** For example `server unreachable for 40 s, trying again`. */
  readonly text: string;
  /** Milliseconds since its last response, or since the wait began. */
  readonly elapsedMs: number;
  /** Error of the last failed poll; undefined until one has failed. */
  readonly error: SlylabError | undefined;
}

const tickMs = 1_000;
/** A poll that takes longer than this is reported as an outage before it fails. */
const slowPollMs = 5_000;

/** Tracks the outages of one wait. */
export class OutageClock {
  readonly #now: () => number;
  readonly #report: (outage: WaitOutage) => void;
  #lastResponseMs: number;
  #askedMs: number | undefined;
  #error: SlylabError | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** @internal `report` is called about every second during an outage. */
  constructor(now: () => number, report: (outage: WaitOutage) => void) {
    this.#now = now;
    this.#report = report;
    this.#lastResponseMs = now();
  }

  /** The current outage; undefined while the server responds. */
  get outage(): WaitOutage | undefined {
    return this.#error === undefined ? undefined : this.#describe();
  }

  /** Records the start of a poll. */
  requested(): void {
    this.#askedMs = this.#now();
    this.#timer ??= setInterval(() => this.#tick(), tickMs).unref();
  }

  /** Records a response. Returns what to report if it ends an outage, for example `server responds again after 40 s`. */
  responded(): string | undefined {
    this.close();
    const ended = this.#error && `server responds again after ${roughTime(this.#now() - this.#lastResponseMs)}`;
    this.#error = undefined;
    this.#lastResponseMs = this.#now();
    return ended;
  }

  /** Records a poll that failed with a temporary error; returns the outage. */
  failed(error: SlylabError): WaitOutage {
    this.#error = error;
    this.#askedMs = undefined;
    return this.#describe();
  }

  /** Ends the reports. */
  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#askedMs = undefined;
  }

  #tick(): void {
    const isSlow = this.#askedMs !== undefined && this.#now() - this.#askedMs >= slowPollMs;
    if (this.#error !== undefined || isSlow) this.#report(this.#describe());
  }

  #describe(): WaitOutage {
    const elapsedMs = this.#now() - this.#lastResponseMs;
    return { text: `${whatOf(this.#error)} for ${roughTime(elapsedMs)}, trying again`, elapsedMs, error: this.#error };
  }
}

function whatOf(error: SlylabError | undefined): string {
  if (error instanceof RateLimitError) return "server busy";
  return error instanceof ServerError ? `server fails with status ${error.status}` : "server unreachable";
}
