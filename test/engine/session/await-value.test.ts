import { describe, expect, it } from "vitest";
import type { DisplayModel } from "../../../src/domain/display/display.js";
import { displayHandleMark } from "../../../src/domain/display/host-context.js";
import { lazy } from "../../../src/domain/lazy.js";
import { awaitValue, needsAwaiting } from "../../../src/engine/session/await-value.js";

const { signal } = new AbortController();

/** Work that counts how often it ran. */
function work(writes: boolean) {
  const calls: string[] = [];
  const plan: DisplayModel = { kind: "text", text: "would write" };
  const chain = {
    [lazy]: {
      writes,
      run: async () => {
        calls.push("run");
        return 37;
      },
      plan: async () => {
        calls.push("plan");
        return plan;
      },
      describe: () => plan,
    },
  };
  return { calls, chain, plan };
}

describe("awaitValue", () => {
  it("runs a chain that the line called", async () => {
    const { chain, calls } = work(true);
    expect(await awaitValue(chain, "call", signal)).toEqual({ value: 37 });
    expect(calls).toEqual(["run"]);
  });

  it("shows the plan of a chain that would write and was only named, and runs one that reads", async () => {
    const writing = work(true);
    expect(await awaitValue(writing.chain, "name", signal)).toEqual({ value: writing.chain, shown: writing.plan });
    const reading = work(false);
    expect(await awaitValue(reading.chain, "name", signal)).toEqual({ value: 37 });
    expect([writing.calls, reading.calls]).toEqual([["plan"], ["run"]]);
  });

  it("returns no value that was already displayed", async () => {
    const shown = { [displayHandleMark]: true, update: () => {} };
    expect(needsAwaiting(shown)).toBe(true);
    expect(await awaitValue(shown, "call", signal)).toEqual({ value: undefined });
    expect(await awaitValue(Promise.resolve(shown), "call", signal)).toEqual({ value: undefined });
  });

  it("returns any other value unchanged", () => {
    for (const value of [1, "text", null, undefined, {}, [], { update: () => {} }])
      expect(needsAwaiting(value)).toBe(false);
  });
});
