import { mkdtemp, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import { withFileLock } from "../../../src/chain/core/file-lock.js";

async function someFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "lock-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, "file.json");
}

// A process id beyond what any system gives.
const noProcess = 2 ** 30;

it("lets one work at a time", async () => {
  const file = await someFile();
  let inside = 0;
  let most = 0;
  const work = async () => {
    inside += 1;
    most = Math.max(most, inside);
    await sleep(2);
    inside -= 1;
  };
  await Promise.all(Array.from({ length: 20 }, () => withFileLock(file, work)));
  expect(most).toBe(1);
});

it("is free again after a failure, and leaves nothing behind", async () => {
  const file = await someFile();
  await expect(withFileLock(file, () => Promise.reject(new Error("work failed")))).rejects.toThrow("work failed");
  expect(await withFileLock(file, async () => 5)).toBe(5);
  await expect(readFile(`${file}.lock`)).rejects.toMatchObject({ code: "ENOENT" });
});

it("takes over the lock of a process that is gone, by one at a time", async () => {
  const file = await someFile();
  await writeFile(`${file}.lock`, `${noProcess} ${hostname()} x\n`);
  let inside = 0;
  const work = async () => {
    expect(++inside).toBe(1);
    await sleep(2);
    inside -= 1;
  };
  await Promise.all(Array.from({ length: 10 }, () => withFileLock(file, work)));
});

it("takes over an old lock of another machine, and waits for a young one", async () => {
  const file = await someFile();
  await writeFile(`${file}.lock`, `${noProcess} another-machine x\n`);
  const waiting = withFileLock(file, async () => "worked");
  await sleep(60);
  const old = new Date(Date.now() - 60_000);
  expect(await readFile(`${file}.lock`, "utf8")).toContain("another-machine");
  await utimes(`${file}.lock`, old, old);
  expect(await waiting).toBe("worked");
});

it("fails where the folder is not there", async () => {
  await expect(withFileLock(join(await someFile(), "no", "file"), async () => 1)).rejects.toMatchObject({
    code: expect.stringMatching(/ENOENT|ENOTDIR/),
  });
});
