import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { OutageClock } from "../../../src/client/job/outage-clock.js";
import { ConnectionError, type SlylabError } from "../../../src/domain/errors.js";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
});
afterEach(() => {
  vi.useRealTimers();
});

function started() {
  const told: string[] = [];
  let nowMs = 0;
  const clock = new OutageClock(
    () => nowMs,
    ({ text }) => told.push(text),
  );
  const pass = (ms: number) => {
    for (let left = ms; left > 0; left -= 1_000) {
      nowMs += 1_000;
      vi.advanceTimersByTime(1_000);
    }
  };
  return { clock, told, pass };
}

const lost: SlylabError = new ConnectionError("connection lost", {
  ...{ method: "jobs.list", url: "http://127.0.0.1", attempts: 1 },
});

it("an outage is reported every second while it lasts", () => {
  const { clock, told, pass } = started();
  clock.requested();
  expect(clock.failed(lost).text).toBe("server unreachable for 0 s, trying again");
  pass(40_000);
  expect(told.at(-1)).toBe("server unreachable for 40 s, trying again");
  expect(told).toHaveLength(40);
  clock.requested();
  expect(clock.responded()).toBe("server responds again after 40 s");
  expect(clock.responded()).toBeUndefined();
  expect(clock.outage).toBeUndefined();
  pass(10_000);
  expect(told).toHaveLength(40);
});

it("a poll without a response counts as an outage after some seconds", () => {
  const { clock, told, pass } = started();
  clock.requested();
  pass(4_000);
  expect(told).toEqual([]);
  pass(8_000);
  expect(told.at(-1)).toBe("server unreachable for 12 s, trying again");
  clock.responded();
  expect(clock.outage).toBeUndefined();
});

it("nothing is reported after the wait has ended", () => {
  const { clock, told, pass } = started();
  clock.requested();
  clock.failed(lost);
  clock.close();
  pass(5_000);
  expect(told).toEqual([]);
});
