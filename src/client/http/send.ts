/** One call of the API: headers, attempts, limits, errors, and the check of the answer. */
import { performance } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import type { ZodType, z } from "zod";
import { type Duration, durationMs } from "../../base/duration.js";
import { ContractError, isSlylabError, type SlylabError } from "../../domain/errors.js";
import { checkOptions, kinds } from "./arguments.js";
import {
  answerError,
  type CallFacts,
  connectionError,
  contractError,
  headerOf,
  notJsonError,
  timeoutError,
  tooLargeError,
  withRemark,
} from "./failures.js";
import { isPassing, mayBeDone, nextDelayMs, type Outcome, parseRetryAfter, type Repetition } from "./retry.js";
import { Aborted, type Answer, AnswerTooLarge, ExchangeFailure, type Transport } from "./transport.js";

/** What every method takes as its last parameter. */
export interface CallOptions {
  /** Stops the call; its reason is rethrown as is. */
  readonly signal?: AbortSignal | undefined;
  /** How long the call may take, all its attempts included: milliseconds, or text such as `'90s'`. Default: the client's, 60 s. */
  readonly timeout?: Duration | undefined;
  /** The labeling job that the call is made within: what it shows is seen, and the work is recorded under it. */
  readonly jobId?: number | undefined;
}

/** One exchange that is over, for logs and counters. */
export interface ExchangeEvent {
  /** Method of the API, for example `jobs.list`. */
  readonly method: string;
  /** Counts from 1. */
  readonly attempt: number;
  /** The answer's status; undefined where none came. */
  readonly status: number | undefined;
  /** Why no answer came, as `ECONNRESET` or `limit`. */
  readonly failure: string | undefined;
  /** How long the exchange took, in milliseconds. */
  readonly durationMs: number;
}

/** What a create is looked for with, after a failure that left it open. */
export interface Search extends CallOptions {
  /** When its first request went out, by the server's clock. To be asked after an answer came: then the clocks are known. */
  sentAt(): Date;
}

/** One call. */
export interface Call<T> {
  /** As `jobs.list`. */
  readonly method: string;
  readonly body: string | Uint8Array;
  readonly contentType?: string | undefined;
  /** Where it goes, if not to the method's own path. */
  readonly path?: string | undefined;
  /** Secrets in the body. A call that has some is sent without the token. */
  readonly secrets?: readonly string[] | undefined;
  readonly repetition: Repetition;
  /** Bytes of the answer at most. Default: the client's, for JSON. */
  readonly answerLimit?: number | undefined;
  /** Looks for what a create may have made. Called before it is sent again, and before it is given up. */
  readonly find?: ((search: Search) => Promise<T | undefined>) | undefined;
  /** Reads a whole answer. @throws {NotWhole} it is garbled @throws {ContractError} it is none of the contract's */
  readonly read: (answer: Answer) => T;
}

/** What {@link Sender} needs; the last three are arguments for tests. */
export interface SenderOptions {
  readonly transport: Transport;
  /** For people. */
  readonly address: string;
  readonly basePath: string;
  readonly token: string;
  /** Texts beside the token that no error may repeat. */
  readonly secrets?: readonly string[] | undefined;
  readonly limitMs: number;
  /** Bytes of a JSON answer at most. Default: no limit. */
  readonly answerLimit?: number | undefined;
  /** Where requests go through a proxy: its address and where it was set, for people. */
  readonly proxy?: { readonly text: string; readonly source: string } | undefined;
  readonly attemptLimitMs: number;
  readonly onExchange?: ((event: ExchangeEvent) => void) | undefined;
  readonly random: () => number;
  /** Milliseconds since 1970 that never run backwards. */
  readonly now: () => number;
  readonly sleep: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
}

// Beyond 2^31 - 1 ms (25 days) Node's timers fire at once.
function timerMs(ms: number): number {
  return Math.min(Math.max(0, ms), 2 ** 31 - 1);
}

/** Waits; an abort ends it with the signal's own reason. */
export async function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  try {
    await delay(timerMs(ms), undefined, signal === undefined ? {} : { signal });
  } catch {
    signal?.throwIfAborted();
  }
}

/** Milliseconds since 1970, by a clock that nobody sets back. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}

/** Reads an answer as JSON of `schema`. */
export function json<S extends ZodType>(method: string, schema: S): (answer: Answer) => z.output<S> {
  return (answer) => checked(method, schema, parseJson(answer));
}

/** A part of an answer as its schema gives it; `place` is where it stood, as `["entities", 3]`. */
export function checked<S extends ZodType>(
  method: string,
  schema: S,
  value: unknown,
  place: readonly PropertyKey[] = [],
): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => ({ path: [...place, ...path].join("."), message }));
  throw contractError(method, issues, parsed.error);
}

/** An answer of status 200 that is no answer: the body is not what was asked for at all. */
export class NotWhole extends Error {
  /** Whether it says itself that it is no JSON, as a web page does. */
  readonly isOther: boolean;

  /** @internal */
  constructor(isOther: boolean) {
    super("expected JSON");
    this.isOther = isOther;
  }
}

/** Reads an answer as JSON of any shape. @throws {NotWhole} it is none */
export function parseJson(answer: Answer): unknown {
  try {
    return JSON.parse(answer.body.toString("utf8"));
  } catch {
    throw new NotWhole(/html/.test(headerOf(answer, "content-type") ?? ""));
  }
}

// What an attempt's own timer aborts with.
const attemptIsOver = Symbol("the attempt's limit");

// For looking after what a create may have made, when the rest of its time is used up.
const searchReserveMs = 5_000;

type Attempt<T> =
  | { readonly kind: "done"; readonly value: T }
  | {
      readonly kind: "failed";
      readonly outcome: Outcome;
      /** Makes the error, should this be the end of the call. */
      readonly error: (facts: CallFacts) => SlylabError;
      /** Whether trying again is of no use, whatever the outcome. */
      readonly isFinal?: boolean | undefined;
    };

const callShape = { timeout: kinds.duration, signal: kinds.signal, jobId: kinds.id };

/** How what a create may have made is looked for, and until when. */
interface Looking<T> extends Pick<Search, "sentAt"> {
  readonly find: (search: Search) => Promise<T | undefined>;
  readonly endMs: number;
}

/** Sends calls to one server with one token. */
export class Sender {
  readonly #options: SenderOptions;
  /** Attempts sent, and those of them that were not the first of their call. */
  readonly stats = { requests: 0, retries: 0 };
  /** By how much the server's clock is ahead of ours, by its last answer. */
  #aheadMs: number | undefined;

  /** @internal */
  constructor(options: SenderOptions) {
    this.#options = options;
  }

  /**
   * Makes one call with as many attempts as it needs and may have.
   *
   * @throws the signal's own reason; an error of the family for everything else
   */
  async send<T>(call: Call<T>, options: CallOptions = {}): Promise<T> {
    checkOptions(call.method, "options", options, callShape);
    const { signal } = options;
    const limitMs = durationMs(options.timeout) ?? this.#options.limitMs;
    const { address, basePath, now, random } = this.#options;
    const startMs = now();
    // A clock that only writes move stands still between them and runs ahead during them: the earlier reading is right.
    const aheadMs = this.#aheadMs;
    const sentAt = () => {
      const nowAheadMs = this.#aheadMs ?? aheadMs ?? 0;
      return new Date(startMs + Math.min(nowAheadMs, aheadMs ?? nowAheadMs));
    };
    const endMs = startMs + limitMs;
    const reserveMs = call.find === undefined ? 0 : Math.min(searchReserveMs, limitMs / 4);
    const path = basePath + (call.path ?? `/public/api/v3/${call.method}`);
    // Whether an attempt so far may have been done by the server.
    let isOpen = false;

    for (let attempt = 1; ; attempt += 1) {
      signal?.throwIfAborted();
      const attemptMs = Math.min(this.#options.attemptLimitMs, endMs - reserveMs - now());
      const result = await this.#attempt({ ...call, jobId: options.jobId }, path, attempt, attemptMs, signal);
      if (result.kind === "done") return result.value;

      const { outcome } = result;
      isOpen ||= mayBeDone(outcome);
      const isUnsafe = call.repetition === "unsafe" && isOpen;
      const delayMs = result.isFinal ? undefined : nextDelayMs(outcome, attempt, random);
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
        withRemark(result.error(facts(unknownEffect)), `checking failed: ${cause.message}`),
      );
      if (found !== undefined) return found;
      if (!fits) throw result.error(facts(isPassing(outcome) ? "nothing was created" : undefined));
    }
  }

  /** The clock and the chance that the calls use, for what waits between them. */
  get clock(): Pick<SenderOptions, "random" | "now" | "sleep"> {
    return this.#options;
  }

  async #find<T>(
    { find, sentAt, endMs }: Looking<T>,
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
    call: Call<T> & Pick<CallOptions, "jobId">,
    path: string,
    attempt: number,
    limitMs: number,
    signal: AbortSignal | undefined,
  ): Promise<Attempt<T>> {
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
      const answer = await transport.exchange({
        path,
        headers: {
          ...(call.secrets === undefined ? { "x-api-key": token } : {}),
          "content-type": call.contentType ?? "application/json",
          "user-agent": "slylab",
          ...(call.jobId === undefined ? {} : { "x-job-id": String(call.jobId) }),
        },
        body: call.body,
        signal: controller.signal,
        answerLimit: call.answerLimit ?? this.#options.answerLimit,
      });
      status = answer.status;
      const saidMs = Date.parse(headerOf(answer, "date") ?? "");
      this.#aheadMs = Number.isNaN(saidMs) ? undefined : saidMs - now();
      return this.#judge(call, answer);
    } catch (error) {
      // The user's reason is thrown as it is, also where it came while the limit did.
      signal?.throwIfAborted();
      if (!(error instanceof Aborted || error instanceof ExchangeFailure)) throw error;
      failure = error instanceof Aborted ? "limit" : error.reason || "connection";
      return unanswered(error, limitMs);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      onExchange?.({ method: call.method, attempt, status, failure, durationMs: now() - startMs });
    }
  }

  #judge<T>(call: Call<T>, answer: Answer): Attempt<T> {
    const { token, secrets = [], now } = this.#options;
    if (answer.status !== 200) {
      const nowMs = now();
      const retryAfterMs = parseRetryAfter(headerOf(answer, "retry-after"), nowMs);
      return {
        kind: "failed",
        outcome: { kind: "answer", status: answer.status, retryAfterMs },
        error: (facts) => answerError(answer, facts, [...(call.secrets ?? [token]), ...secrets], nowMs),
      };
    }
    try {
      return { kind: "done", value: call.read(answer) };
    } catch (error) {
      if (error instanceof NotWhole) {
        return {
          kind: "failed",
          outcome: { kind: "lost" },
          error: (facts) => notJsonError(answer, facts),
          isFinal: error.isOther,
        };
      }
      if (!(error instanceof ContractError)) throw error;
      const fault = error;
      // The request succeeded with an unreadable reply: search for the result instead of sending it again.
      return {
        kind: "failed",
        outcome: { kind: "lost" },
        error: ({ remark }) => (remark === undefined ? fault : withRemark(fault, remark)),
        isFinal: true,
      };
    }
  }
}

const unknownEffect = "the request may have succeeded, so check before retrying";

function unanswered(error: Aborted | ExchangeFailure, limitMs: number): Attempt<never> {
  const outcome = { kind: error.sent ? "lost" : "unsent" } as const;
  if (error instanceof Aborted) {
    return {
      kind: "failed",
      outcome,
      // Where there were several attempts, what ran out is the call's time.
      error: (facts) => timeoutError(Math.round(facts.attempts === 1 ? limitMs : facts.limitMs), facts),
    };
  }
  const cause = error.cause instanceof Error ? error.cause : error;
  if (cause instanceof AnswerTooLarge) {
    // Another attempt would be as large.
    return { kind: "failed", outcome, error: (facts) => tooLargeError(cause.limit, facts), isFinal: true };
  }
  return { kind: "failed", outcome, error: (facts) => connectionError(error.reason, cause, error.sent, facts) };
}
