import { afterEach, expect, it, vi } from "vitest";
import { showRecordsInDir } from "../../../src/engine/output/console-dir.js";
import { defineHostDisplay } from "../../../src/render/host-forms.js";
import { jobs } from "../../render/samples.js";

defineHostDisplay();
const before = console.dir;
afterEach(() => vi.restoreAllMocks());

it("shows records like console.log, other values and requested fields like Node, and is restored", () => {
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  const node = vi.spyOn(console, "dir").mockImplementation(() => undefined);
  const restore = showRecordsInDir();
  console.dir(jobs);
  expect(log).toHaveBeenLastCalledWith(jobs);
  console.dir(jobs[0], { colors: true });
  expect(log.mock.lastCall?.[0]).toContain("\u001b");
  expect(node).not.toHaveBeenCalled();
  // Node accepts null for missing options, which unchecked code may pass.
  Reflect.apply(console.dir, console, [jobs, null]);
  expect(log).toHaveBeenLastCalledWith(jobs);
  const proxy = new Proxy(jobs, {
    get: () => {
      throw new Error("a trap ran");
    },
  });
  for (const parts of [[{ a: 1 }], [null], [proxy], [jobs, { depth: null }], [jobs, { showHidden: true }]] as const) {
    console.dir(...(parts as [unknown]));
    expect(node).toHaveBeenLastCalledWith(...parts);
  }
  expect(log).toHaveBeenCalledTimes(3);
  restore();
  vi.restoreAllMocks();
  expect(console.dir).toBe(before);
});
