import { describe, expect, it } from "vitest";
import { durationSchema, durationText, roughTime, timerMs } from "../../src/base/duration.js";

describe("a duration", () => {
  it.each([
    [1500, 1500],
    ["250ms", 250],
    ["90s", 90_000],
    ["1.5m", 90_000],
    ["2h", 7_200_000],
    ["1d", 86_400_000],
  ])("%s is %d milliseconds", (duration, limitMs) => {
    expect(durationSchema.parse(duration)).toBe(limitMs);
  });

  it.each(["90", "2 hours", "", "-1s", -1, Number.NaN, Number.POSITIVE_INFINITY])("rejects %s", (duration) => {
    expect(durationSchema.safeParse(duration).success).toBe(false);
  });

  it("is formatted in hours, minutes and seconds", () => {
    expect([250, 90_000, 7_200_000, 5_400_000].map(durationText)).toEqual(["250ms", "1m 30s", "2h", "1h 30m"]);
  });
});

it.each([
  [400, "0.4 s"],
  [40_000, "40 s"],
  [25 * 60_000, "25 min"],
  [3 * 3_600_000, "3 h"],
  [4 * 86_400_000, "4 days"],
])("%d ms are %s", (ms, text) => {
  expect(roughTime(ms)).toBe(text);
});

it.each([
  [5, 5],
  [-1, 0],
  [3e9, 2 ** 31 - 1],
])("a timer of %d ms is set to %d ms", (ms, delay) => {
  expect(timerMs(ms)).toBe(delay);
});
