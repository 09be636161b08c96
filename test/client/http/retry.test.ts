import { describe, expect, it } from "vitest";
import {
  type AttemptFailure,
  attemptLimit,
  isRead,
  isTransient,
  mayHaveSucceeded,
  nextDelayMs,
  parseRetryAfter,
} from "../../../src/client/http/retry.js";

const status = (code: number, retryAfterMs?: number): AttemptFailure => ({
  kind: "response",
  status: code,
  retryAfterMs,
});

describe("nextDelayMs", () => {
  it("doubles from 250 ms, with a jitter of a half", () => {
    const shortest = [1, 2, 3, 4].map((attempt) => nextDelayMs({ kind: "lost" }, attempt, () => 0));
    const longest = [1, 2, 3, 4].map((attempt) => nextDelayMs({ kind: "lost" }, attempt, () => 1));
    expect(shortest).toEqual([125, 250, 500, 1000]);
    expect(longest).toEqual([250, 500, 1000, 2000]);
  });

  it("is undefined after the last attempt", () => {
    expect(nextDelayMs({ kind: "unsent" }, attemptLimit, () => 0)).toBeUndefined();
  });

  it.each([400, 401, 403, 404, 409, 418])("does not repeat status %i", (code) => {
    expect(nextDelayMs(status(code), 1, () => 0)).toBeUndefined();
  });

  it.each([408, 425, 429, 499, 500, 502, 503, 504, 509, 599])("repeats status %i", (code) => {
    expect(nextDelayMs(status(code), 1, () => 0)).toBe(125);
  });

  it("is at least the Retry-After of the server", () => {
    expect(nextDelayMs(status(429, 3000), 1, () => 0)).toBe(3000);
    expect(nextDelayMs(status(429, 3000), 1, () => 1)).toBe(3250);
    expect(nextDelayMs(status(503, 100), 4, () => 1)).toBe(2000);
  });
});

describe("mayHaveSucceeded", () => {
  it("is true after a lost response and after any failure of the server", () => {
    for (const outcome of [
      { kind: "lost" } as const,
      status(500),
      status(502),
      status(503),
      status(504),
      status(408),
    ]) {
      expect(mayHaveSucceeded(outcome)).toBe(true);
    }
  });

  it("is false if nothing was sent, or the server rejected the request", () => {
    for (const outcome of [{ kind: "unsent" } as const, status(400), status(404), status(429), status(425)]) {
      expect(mayHaveSucceeded(outcome)).toBe(false);
    }
  });

  it("a rejected request is not transient", () => {
    expect(isTransient(status(400))).toBe(false);
  });
});

describe("parseRetryAfter", () => {
  const noon = Date.parse("2026-01-05T12:00:00Z");

  it("reads seconds", () => {
    expect(parseRetryAfter("7", noon)).toBe(7000);
    expect(parseRetryAfter(" 0.5 ", noon)).toBe(500);
  });

  it("reads an HTTP date", () => {
    expect(parseRetryAfter("Mon, 05 Jan 2026 12:00:30 GMT", noon)).toBe(30_000);
    expect(parseRetryAfter("Mon, 05 Jan 2026 11:00:00 GMT", noon)).toBe(0);
  });

  it.each([undefined, "", "-5", "soon", "1,5"])("ignores %j", (header) => {
    expect(parseRetryAfter(header, noon)).toBeUndefined();
  });
});

describe("isRead", () => {
  it("recognizes reads by the last word of the method", () => {
    expect(["jobs.list", "users.me", "projects.meta", "jobs.stats", "instance.version"].every(isRead)).toBe(true);
    expect(["jobs.add", "jobs.set-status", "projects.meta.update", "jobs.stop", "listing"].some(isRead)).toBe(false);
  });
});
