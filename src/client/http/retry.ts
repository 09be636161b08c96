/** Policy as arithmetic: may a request be tried again, and after how long. */

/** How one attempt failed. */
export type Outcome =
  /** An answer, with another status than 200. */
  | { readonly kind: "answer"; readonly status: number; readonly retryAfterMs?: number | undefined }
  /** Nothing of the request reached the server. */
  | { readonly kind: "unsent" }
  /** The request went out and no whole answer came back: the server may have done it. */
  | { readonly kind: "lost" };

/** Whether a request may be sent twice: `safe` requests have no further effect, `unsafe` ones would create again. */
export type Repetition = "safe" | "unsafe";

/** Attempts at one call, the first one too. With the delays below the last is made within some 4 seconds. */
export const attemptLimit = 5;

const firstDelayMs = 250;

/** The statuses that pass, besides all from 500 on: a slow request, too early, too many, a client that hung up (nginx). */
const passingStatuses: readonly number[] = [408, 425, 429, 499];

/** Whether another attempt may succeed. */
export function isPassing(outcome: Outcome): boolean {
  return outcome.kind !== "answer" || outcome.status >= 500 || passingStatuses.includes(outcome.status);
}

/** Whether the server may have done what was asked although it did not say so. */
export function mayBeDone(outcome: Outcome): boolean {
  if (outcome.kind === "unsent") return false;
  if (outcome.kind === "lost") return true;
  // 425 and 429 refuse before anything is done; any other passing answer may come of a proxy that lost the real one.
  return isPassing(outcome) && outcome.status !== 425 && outcome.status !== 429;
}

/**
 * Milliseconds until the next attempt, or undefined where there is none. `attempt` counts from 1.
 * Grows twofold from 250 ms with a jitter of a half; never earlier than the server's Retry-After.
 */
export function nextDelayMs(outcome: Outcome, attempt: number, random: () => number): number | undefined {
  if (attempt >= attemptLimit || !isPassing(outcome)) return undefined;
  const delayMs = firstDelayMs * 2 ** (attempt - 1) * (0.5 + random() / 2);
  const askedMs = outcome.kind === "answer" ? (outcome.retryAfterMs ?? 0) : 0;
  // Those who were sent away at the same time do not all come back at the same time.
  return askedMs === 0 ? delayMs : Math.max(delayMs, askedMs + random() * firstDelayMs);
}

/** A Retry-After header, seconds or an HTTP date, as milliseconds from `nowMs`; undefined where it says neither. */
export function parseRetryAfter(header: string | undefined, nowMs: number): number | undefined {
  const text = header?.trim() ?? "";
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  // An HTTP date begins with a weekday; Date.parse alone would take `-5` too.
  const atMs = /^[A-Z][a-z]{2}/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - nowMs);
}

/** Whether a method of the API only reads, by the last word of its name. */
export function isRead(method: string): boolean {
  return /\.(info|list|me|meta|stats|version|activity|entities|download|hashes|status)$/.test(method);
}
