import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { findUp } from "../../../src/base/files/find-up.js";

it("finds the nearest file of a name, from the folder upwards", async () => {
  const root = await mkdtemp(join(tmpdir(), "slylab-up-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const inner = join(root, "a", "b");
  await mkdir(inner, { recursive: true });
  await writeFile(join(root, "found.json"), "");
  expect(findUp("found.json", inner)).toBe(join(root, "found.json"));
  await writeFile(join(root, "a", "found.json"), "");
  expect(findUp("found.json", inner)).toBe(join(root, "a", "found.json"));
  expect(findUp("no-such-file-anywhere.json", inner)).toBeUndefined();
});
