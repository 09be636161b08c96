import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { writeFileAtomic } from "../../../src/base/files/write-file-atomic.js";

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "slylab-write-"));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

it("writes a file, creates its folders, and replaces it", async () => {
  const path = join(await folder(), "a", "b.csv");
  expect(await writeFileAtomic(path, "one")).toBe(path);
  await writeFileAtomic(path, "two");
  expect(await readFile(path, "utf8")).toBe("two");
});

it("leaves no temporary file behind if it fails", async () => {
  const place = await folder();
  await mkdir(join(place, "taken"));
  await expect(writeFileAtomic(join(place, "taken"), "text")).rejects.toThrow();
  expect(await readdir(place)).toEqual(["taken"]);
});
