import { describe, expect, it } from "vitest";
import { durationSchema, durationText } from "../../src/base/duration.js";

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
