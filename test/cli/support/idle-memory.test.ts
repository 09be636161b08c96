import { expect, it } from "vitest";
import { IdleMemory } from "../../../src/cli/support/idle-memory.js";

it("memory is collected when a busy server becomes idle, and not again until there is more", () => {
  const now = { requests: 0, buffered: 10e6, collections: 0 };
  const idle = new IdleMemory({
    requests: () => now.requests,
    buffered: () => now.buffered,
    collect: () => {
      now.collections += 1;
      now.buffered = 20e6;
    },
  });
  const after = (requests: number, buffered: number) => {
    Object.assign(now, { requests, buffered });
    idle.check();
    return now.collections;
  };
  expect(after(0, 10e6)).toBe(0);
  expect(after(64, 500e6)).toBe(0);
  expect(after(64, 500e6)).toBe(1);
  expect(after(64, 60e6)).toBe(1);
  expect(after(65, 300e6)).toBe(1);
  expect(after(65, 300e6)).toBe(2);
});
