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

// Higher than any process id in use.
const noProcess = 2 ** 30;

it("withFileLock runs one piece of work at a time", async () => {
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

it("withFileLock releases the lock and removes its file after a failure", async () => {
  const file = await someFile();
  await expect(withFileLock(file, () => Promise.reject(new Error("work failed")))).rejects.toThrow("work failed");
  expect(await withFileLock(file, async () => 5)).toBe(5);
  await expect(readFile(`${file}.lock`)).rejects.toMatchObject({ code: "ENOENT" });
});

it("withFileLock takes over the lock of a dead process, one waiter at a time", async () => {
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

it("withFileLock waits for a recent lock of another machine and takes over an old one", async () => {
  const file = await someFile();
  await writeFile(`${file}.lock`, `${noProcess} another-machine x\n`);
  const waiting = withFileLock(file, async () => "worked");
  await sleep(60);
  const old = new Date(Date.now() - 60_000);
  expect(await readFile(`${file}.lock`, "utf8")).toContain("another-machine");
  await utimes(`${file}.lock`, old, old);
  expect(await waiting).toBe("worked");
});

it("withFileLock fails if the folder does not exist", async () => {
  await expect(withFileLock(join(await someFile(), "no", "file"), async () => 1)).rejects.toMatchObject({
    code: expect.stringMatching(/ENOENT|ENOTDIR/),
  });
});
