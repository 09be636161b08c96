/** Sends one API call: headers, attempts, time limits, errors, and validation of the response. */
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { type Duration, durationMs, timerMs } from "../../base/duration.js";
import { kinds } from "../../domain/arguments/kinds.js";
import { parseArgument } from "../../domain/arguments/parse-arguments.js";
import { ContractError, isSlylabError, type SlylabError } from "../../domain/errors.js";
import {
  type CallFacts,
  connectionError,
  headerOf,
  isPermanentFailure,
  notJsonError,
  timeoutError,
  tooLargeError,
  withRemark,
} from "./failures.js";
import { GarbledResponse } from "./read-response.js";
import { errorOfResponse } from "./response-errors.js";
import {
  type AttemptFailure,
  isTransient,
  mayHaveSucceeded,
  nextDelayMs,
  parseRetryAfter,
  type Repetition,
} from "./retry.js";
import { Aborted, ExchangeFailure, type HttpResponse, ResponseTooLarge, type Transport } from "./transport.js";

/** Options that every method takes as its last parameter. */
export interface CallOptions {
  /** Aborts the call; the signal's reason is rethrown unchanged. */
  readonly signal?: AbortSignal | undefined;
  /** Time limit of the call with all its attempts: milliseconds, or text such as `'90s'`. Default: the client's, 60 s. */
  readonly timeout?: Duration | undefined;
  /**
   * The labeling job of the call: the call sees only what the job shows, and its changes are recorded under the job.
   */
  readonly jobId?: number | undefined;
}

/** A finished HTTP exchange, for logs and counters. */
export interface ExchangeEvent {
  /** Method of the API, for example `jobs.list`. */
  readonly method: string;
  /** Number of the attempt, from 1. */
  readonly attempt: number;
  /** The response status; undefined without a response. */
  readonly status: number | undefined;
  /** Why there is no response, for example `ECONNRESET` or `limit`. */
  readonly failure: string | undefined;
  /** Duration of the exchange in milliseconds. */
  readonly durationMs: number;
}

/** Options of the search for a created record after an ambiguous failure. */
export interface Search extends CallOptions {
  /** When the first request was sent, by the server's clock. Call it after a response arrived; only then is the clock known. */
  sentAt(): Date;
}

/** One API call. */
export interface ApiCall<T> {
  /** The API method, for example `jobs.list`. */
  readonly method: string;
  readonly body: string | Uint8Array;
  readonly contentType?: string | undefined;
  /** The request path, if it is not the method's own. */
  readonly path?: string | undefined;
  /** Secrets in the body. A call with secrets is sent without the token. */
  readonly secrets?: readonly string[] | undefined;
  readonly repetition: Repetition;
  /** Maximum size of the response in bytes. Default: the client's limit for JSON. */
  readonly maxResponseBytes?: number | undefined;
  /** Searches for the record that the request may have created; called before a retry and before the call fails. */
  readonly find?: ((search: Search) => Promise<T | undefined>) | undefined;
  /** Parses the response. @throws {GarbledResponse} it is garbled @throws {ContractError} it does not match the schema */
  readonly read: (response: HttpResponse) => T;
}

/** Options of {@link Sender}; tests replace the last three. */
export interface SenderOptions {
  readonly transport: Transport;
  /** The address to show to users. */
  readonly address: string;
  readonly basePath: string;
  readonly token: string;
  /** Texts, in addition to the token, that no error may contain. */
  readonly secrets?: readonly string[] | undefined;
  readonly limitMs: number;
  /** Maximum size of a JSON response in bytes. Default: no limit. */
  readonly maxResponseBytes?: number | undefined;
  /** The proxy in use: its address and where it was configured, to show to users. */
  readonly proxy?: { readonly text: string; readonly source: string } | undefined;
  readonly attemptLimitMs: number;
  readonly onExchange?: ((event: ExchangeEvent) => void) | undefined;
  readonly random: () => number;
  /** Milliseconds since 1970; never runs backward. */
  readonly now: () => number;
  readonly sleep: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
}

/** Waits; an abort rejects with the signal's reason. */
export async function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  try {
    await delay(timerMs(ms), undefined, signal === undefined ? {} : { signal });
  } catch {
    signal?.throwIfAborted();
  }
}

/** Milliseconds since 1970, by a clock that never runs backward. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}

// The abort reason of an attempt's own timer.
const attemptIsOver = Symbol("the attempt's limit");

// The part of the time limit that is kept for the search for a created record; at most a quarter of it.
const searchReserveMs = 5_000;

type AttemptResult<T> =
  | { readonly kind: "done"; readonly value: T }
  | {
      readonly kind: "failed";
      readonly outcome: AttemptFailure;
      /** Creates the error if the call ends here. */
      readonly error: (facts: CallFacts) => SlylabError;
      /** Whether a retry cannot succeed. */
      readonly isPermanent?: boolean | undefined;
    };

const callSchema = z.object({ timeout: kinds.duration, signal: kinds.signal, jobId: kinds.id }).partial();

/** Checks the options of a call. @throws {ArgumentError} one is invalid */
export function checkCallOptions(method: string, options: CallOptions): void {
  parseArgument(method, "options", callSchema, options);
}

/** The search for a created record and its deadline. */
interface PendingSearch<T> extends Pick<Search, "sentAt"> {
  readonly find: (search: Search) => Promise<T | undefined>;
  readonly endMs: number;
}

/** Sends calls to one server with one token. */
export class Sender {
  readonly #options: SenderOptions;
  /** Number of attempts, and of those that were retries. */
  readonly stats = { requests: 0, retries: 0 };
  /** Milliseconds by which the server's clock is ahead of ours, by its last response. */
  #aheadMs: number | undefined;

  /** @internal */
  constructor(options: SenderOptions) {
    this.#options = options;
  }

  /**
   * Makes one call, retrying within its limits.
   *
   * @throws the signal's reason, or a {@link SlylabError} for everything else
   */
  async send<T>(call: ApiCall<T>, options: CallOptions = {}): Promise<T> {
    checkCallOptions(call.method, options);
    const { signal } = options;
    const limitMs = durationMs(options.timeout) ?? this.#options.limitMs;
    const { address, basePath, now, random } = this.#options;
    const startMs = now();
    // The server's clock may have moved between two responses, so the smaller offset is used.
    const aheadMs = this.#aheadMs;
    const sentAt = () => {
      const nowAheadMs = this.#aheadMs ?? aheadMs ?? 0;
      return new Date(startMs + Math.min(nowAheadMs, aheadMs ?? nowAheadMs));
    };
    const endMs = startMs + limitMs;
    const reserveMs = call.find === undefined ? 0 : Math.min(searchReserveMs, limitMs / 4);
    const path = basePath + (call.path ?? `/public/api/v3/${call.method}`);
    // Whether the server may have processed one of the attempts so far.
    let mayBeDone = false;

    for (let attempt = 1; ; attempt += 1) {
      signal?.throwIfAborted();
      const attemptMs = Math.min(this.#options.attemptLimitMs, endMs - reserveMs - now());
      const result = await this.#attempt({ ...call, jobId: options.jobId }, path, attempt, attemptMs, signal);
      if (result.kind === "done") return result.value;

      const { outcome } = result;
      mayBeDone ||= mayHaveSucceeded(outcome);
      const isUnsafe = call.repetition === "unsafe" && mayBeDone;
      const delayMs = result.isPermanent ? undefined : nextDelayMs(outcome, attempt, random);
      const fits = delayMs !== undefined && now() + delayMs < endMs - reserveMs;
      const facts = (remark?: string): CallFacts => ({
        method: call.method,
        url: address + path.slice(basePath.length),
        address,
        attempts: attempt,
        elapsedMs: now() - startMs,
        limitMs,
        proxy: this.#options.proxy,
        remark,
      });

      if (!isUnsafe) {
        if (!fits) throw result.error(facts());
        await this.#options.sleep(delayMs, signal);
        continue;
      }
      if (call.find === undefined) throw result.error(facts(unknownEffect));
      if (fits) await this.#options.sleep(delayMs, signal);
      const found = await this.#find({ find: call.find, sentAt, endMs }, signal, (cause) =>
        result.error(facts(`${unknownEffect} (a search by slylab failed: ${cause.message})`)),
      );
      if (found !== undefined) return found;
      if (fits) continue;
      const remark = result.isPermanent ? unknownEffect : notFoundYet;
      throw result.error(facts(isTransient(outcome) ? remark : undefined));
    }
  }

  /** The clock and random source of the calls, for callers that wait between them. */
  get clock(): Pick<SenderOptions, "random" | "now" | "sleep"> {
    return this.#options;
  }

  async #find<T>(
    { find, sentAt, endMs }: PendingSearch<T>,
    signal: AbortSignal | undefined,
    failure: (cause: SlylabError) => SlylabError,
  ): Promise<T | undefined> {
    const timeout = Math.max(1, endMs - this.#options.now());
    try {
      return await find({ signal, timeout, sentAt });
    } catch (error) {
      if (signal?.aborted || !isSlylabError(error)) throw error;
      throw failure(error);
    }
  }

  async #attempt<T>(
    call: ApiCall<T> & Pick<CallOptions, "jobId">,
    path: string,
    attempt: number,
    limitMs: number,
    signal: AbortSignal | undefined,
  ): Promise<AttemptResult<T>> {
    const { transport, token, now, onExchange } = this.#options;
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(attemptIsOver), timerMs(limitMs));
    const onAbort = () => controller.abort(signal?.reason);
    signal?.addEventListener("abort", onAbort, { once: true });
    const startMs = now();
    this.stats.requests += 1;
    if (attempt > 1) this.stats.retries += 1;
    let status: number | undefined;
    let failure: string | undefined;
    try {
      const response = await transport.exchange({
        path,
        headers: {
          ...(call.secrets === undefined ? { "x-api-key": token } : {}),
          "content-type": call.contentType ?? "application/json",
          "user-agent": "slylab",
          ...(call.jobId === undefined ? {} : { "x-job-id": String(call.jobId) }),
        },
        body: call.body,
        signal: controller.signal,
        maxResponseBytes: call.maxResponseBytes ?? this.#options.maxResponseBytes,
      });
      status = response.status;
      const saidMs = Date.parse(headerOf(response, "date") ?? "");
      this.#aheadMs = Number.isNaN(saidMs) ? undefined : saidMs - now();
      return this.#judge(call, response);
    } catch (error) {
      // The user's reason is rethrown even if the time limit ran out at the same moment.
      signal?.throwIfAborted();
      if (!(error instanceof Aborted || error instanceof ExchangeFailure)) throw error;
      failure = error instanceof Aborted ? "limit" : error.reason || "connection";
      return failureOf(error, limitMs);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      onExchange?.({ method: call.method, attempt, status, failure, durationMs: now() - startMs });
    }
  }

  #judge<T>(call: ApiCall<T>, response: HttpResponse): AttemptResult<T> {
    const { token, secrets = [], now } = this.#options;
    if (response.status !== 200) {
      const nowMs = now();
      const retryAfterMs = parseRetryAfter(headerOf(response, "retry-after"), nowMs);
      return {
        kind: "failed",
        outcome: { kind: "response", status: response.status, retryAfterMs },
        error: (facts) => errorOfResponse(response, facts, [...(call.secrets ?? [token]), ...secrets], nowMs),
      };
    }
    try {
      return { kind: "done", value: call.read(response) };
    } catch (error) {
      if (error instanceof GarbledResponse) {
        return {
          kind: "failed",
          outcome: { kind: "lost" },
          error: (facts) => notJsonError(response, facts),
          isPermanent: error.isOtherType,
        };
      }
      if (!(error instanceof ContractError)) throw error;
      const contractError = error;
      // The request succeeded with an unreadable reply: search for the result instead of sending it again.
      return {
        kind: "failed",
        outcome: { kind: "lost" },
        error: ({ remark }) => (remark === undefined ? contractError : withRemark(contractError, remark)),
        isPermanent: true,
      };
    }
  }
}

const unknownEffect = "the request may have succeeded, so check before retrying";
const notFoundYet = "the request may still succeed, so check before retrying (a search found nothing that it created)";

function failureOf(error: Aborted | ExchangeFailure, limitMs: number): AttemptResult<never> {
  const outcome = { kind: error.sent ? "lost" : "unsent" } as const;
  if (error instanceof Aborted) {
    return {
      kind: "failed",
      outcome,
      // After several attempts, the total time of the call ran out.
      error: (facts) => timeoutError(Math.round(facts.attempts === 1 ? limitMs : facts.limitMs), facts),
    };
  }
  const cause = error.cause instanceof Error ? error.cause : error;
  if (cause instanceof ResponseTooLarge) {
    // Another attempt would be just as large.
    return { kind: "failed", outcome, error: (facts) => tooLargeError(cause.limit, facts), isPermanent: true };
  }
  return {
    kind: "failed",
    outcome,
    error: (facts) => connectionError(error.reason, cause, error.sent, facts),
    isPermanent: isPermanentFailure(error.reason, cause),
  };
}
