/** Classifies failed attempts: whether another one could succeed, and after what delay. */

/** Outcome of a failed attempt. */
export type AttemptFailure =
  /** A response with a status other than 200. */
  | { readonly kind: "response"; readonly status: number; readonly retryAfterMs?: number | undefined }
  /** Nothing of the request reached the server. */
  | { readonly kind: "unsent" }
  /** The request was sent but no complete response arrived; the server may have processed it. */
  | { readonly kind: "lost" };

/** Whether sending a request twice has no further effect (`safe`) or would create something again (`unsafe`). */
export type Repetition = "safe" | "unsafe";

/** Maximum number of attempts of one call. With the delays below, the last one starts within about 4 seconds. */
export const attemptLimit = 5;

const firstDelayMs = 250;

/** Transient statuses below 500: request timeout, too early, too many requests, client closed the connection (nginx). */
const transientStatuses: readonly number[] = [408, 425, 429, 499];

/** Whether another attempt may succeed. */
export function isTransient(outcome: AttemptFailure): boolean {
  return outcome.kind !== "response" || outcome.status >= 500 || transientStatuses.includes(outcome.status);
}

/** Whether the server may have processed the request although it did not confirm it. */
export function mayHaveSucceeded(outcome: AttemptFailure): boolean {
  if (outcome.kind === "unsent") return false;
  if (outcome.kind === "lost") return true;
  // 425 and 429 reject the request before processing; any other transient status may come from a proxy.
  return isTransient(outcome) && outcome.status !== 425 && outcome.status !== 429;
}

/**
 * Returns the milliseconds until the next attempt, or undefined if there is none. `attempt` counts from 1. The delay
 * doubles from 250 ms with up to half of it as jitter, and is never shorter than the server's Retry-After.
 */
export function nextDelayMs(outcome: AttemptFailure, attempt: number, random: () => number): number | undefined {
  if (attempt >= attemptLimit || !isTransient(outcome)) return undefined;
  const delayMs = firstDelayMs * 2 ** (attempt - 1) * (0.5 + random() / 2);
  const askedMs = outcome.kind === "response" ? (outcome.retryAfterMs ?? 0) : 0;
  // Spreads the retries of clients that were rejected at the same time.
  return askedMs === 0 ? delayMs : Math.max(delayMs, askedMs + random() * firstDelayMs);
}

/** Parses a Retry-After header (seconds or an HTTP date) into milliseconds from `nowMs`; undefined if invalid. */
export function parseRetryAfter(header: string | undefined, nowMs: number): number | undefined {
  const text = header?.trim() ?? "";
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  // An HTTP date starts with a weekday; `Date.parse` alone would accept `-5`.
  const atMs = /^[A-Z][a-z]{2}/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - nowMs);
}

/** Whether an API method only reads, judged by the last part of its name. */
export function isRead(method: string): boolean {
  return /\.(info|list|me|meta|stats|version|activity|entities|download|hashes|status)$/.test(method);
}
