import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { expect, it, onTestFinished } from "vitest";
import { makeFolder } from "../../../src/base/files/make-folder.js";

async function place(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "slylab-folder-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

it("creates a folder and its parents, also concurrently", async () => {
  const deep = join(await place(), "a", "b", "c");
  await Promise.all([makeFolder(deep), makeFolder(deep), makeFolder(join(deep, "d"))]);
  await makeFolder(deep);
  expect((await stat(join(deep, "d"))).isDirectory()).toBe(true);
});

it("creates siblings whose missing parents another call creates at the same time", async () => {
  const root = await place();
  for (let round = 0; round < 100; round += 1) {
    const siblings = Array.from({ length: 8 }, (_, at) =>
      join(root, String(round), "a", at % 2 === 0 ? "b" : "c", String(at)),
    );
    await Promise.all(siblings.map((each) => makeFolder(each)));
  }
});

it.skipIf(process.platform === "win32")("sets the mode of created folders", async () => {
  const folder = join(await place(), "a", "b");
  await makeFolder(folder, { mode: 0o700 });
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
});

it("fails if a file has the folder's name", async () => {
  const file = join(await place(), "file");
  await writeFile(file, "");
  await expect(makeFolder(file)).rejects.toThrow(/EEXIST/);
  await expect(makeFolder(join(file, "a", "b"))).rejects.toThrow(/ENOTDIR/);
});

it.skipIf(process.platform !== "linux")("fails if the file system cannot create folders", async () => {
  await expect(makeFolder("/proc/none/deeper")).rejects.toThrow(/ENOENT/);
});
