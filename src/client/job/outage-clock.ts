/** Tells for how long a server has given no answer, again and again while that lasts. */
import { RateLimitError, ServerError, type SlylabError } from "../../domain/errors.js";
import { roughTime } from "../../domain/rough-time.js";

/** A server that gives no answer while jobs are waited for. */
export interface WaitOutage {
  /** Such as `server unreachable for 40 s, trying again`. */
  readonly text: string;
  /** Milliseconds since its last answer, or since the wait began. */
  readonly elapsedMs: number;
  /** What the last look failed with; undefined while the first of them has not ended. */
  readonly error: SlylabError | undefined;
}

const tickMs = 1_000;
/** A look that takes longer than this is shown as an outage before it has failed. */
const slowLookMs = 5_000;

/** Follows the looks of one wait. */
export class OutageClock {
  readonly #now: () => number;
  readonly #tell: (outage: WaitOutage) => void;
  #answeredMs: number;
  #askedMs: number | undefined;
  #error: SlylabError | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** @internal `tell` is called about every second during an outage. */
  constructor(now: () => number, tell: (outage: WaitOutage) => void) {
    this.#now = now;
    this.#tell = tell;
    this.#answeredMs = now();
  }

  /** The outage that lasts now; undefined while the server answers. */
  get outage(): WaitOutage | undefined {
    return this.#error === undefined ? undefined : this.#describe();
  }

  /** A look begins. */
  asked(): void {
    this.#askedMs = this.#now();
    this.#timer ??= setInterval(() => this.#tick(), tickMs).unref();
  }

  /** A look was answered. */
  answered(): void {
    this.close();
    this.#error = undefined;
    this.#answeredMs = this.#now();
  }

  /** A look failed with an error that may pass. Returns the outage. */
  failed(error: SlylabError): WaitOutage {
    this.#error = error;
    this.#askedMs = undefined;
    return this.#describe();
  }

  /** The wait is over. */
  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#askedMs = undefined;
  }

  #tick(): void {
    const isSlow = this.#askedMs !== undefined && this.#now() - this.#askedMs >= slowLookMs;
    if (this.#error !== undefined || isSlow) this.#tell(this.#describe());
  }

  #describe(): WaitOutage {
    const elapsedMs = this.#now() - this.#answeredMs;
    return { text: `${whatOf(this.#error)} for ${roughTime(elapsedMs)}, trying again`, elapsedMs, error: this.#error };
  }
}

function whatOf(error: SlylabError | undefined): string {
  if (error instanceof RateLimitError) return "server busy";
  return error instanceof ServerError ? `server fails with status ${error.status}` : "server unreachable";
}
