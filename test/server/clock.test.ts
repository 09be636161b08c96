import { describe, expect, it } from "vitest";
import { steppedClock } from "../../src/server/clock.js";

describe("steppedClock", () => {
  it("advances one step each time it is read, and only then", () => {
    const clock = steppedClock("2026-01-05T09:00:00.000Z", 1500);
    expect([clock(), clock(), clock()].map((time) => time.toISOString())).toEqual([
      "2026-01-05T09:00:00.000Z",
      "2026-01-05T09:00:01.500Z",
      "2026-01-05T09:00:03.000Z",
    ]);
  });

  it("returns the time of the next write without advancing", () => {
    const clock = steppedClock("2026-01-05T09:00:00.000Z", 1500);
    clock();
    expect([clock.peek?.(), clock.peek?.(), clock()]).toEqual(Array(3).fill(new Date("2026-01-05T09:00:01.500Z")));
  });
});
