import { spawnSync } from "node:child_process";
import process from "node:process";
import { expect, it } from "vitest";
import { isRunning } from "../../src/base/running-process.js";

it("is true for this process and for those of other users, false for one that has ended", () => {
  expect(isRunning(process.pid)).toBe(true);
  expect(isRunning(1)).toBe(true);
  expect(isRunning(spawnSync(process.execPath, ["--version"]).pid)).toBe(false);
});
