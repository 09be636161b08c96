/** A lock between processes, made with a file that only one of them can create. */
import { randomBytes } from "node:crypto";
import { readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { hostname } from "node:os";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { errorCode } from "../../base/error-code.js";
import { createFile } from "../../base/files/create-file.js";
import { isRunning } from "../../base/running-process.js";

// Locks are renewed while they are in use: a lock this old was left by a process that died.
const staleMs = 15_000;
const renewMs = 5_000;
const pauseMs = 15;

/**
 * Runs `work` while no other process holds the lock of `file`, whose folder must exist. Rejects with the reason of `signal`
 * if that aborts while waiting.
 *
 * A lock left by a process that died is taken over: at once on the same machine, after 15 seconds on another.
 */
export async function withFileLock<T>(file: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  const lock = `${file}.lock`;
  const mine = `${process.pid} ${hostname()} ${randomBytes(8).toString("hex")}\n`;
  while (!(await tryCreate(lock, mine))) {
    if (await isStale(lock)) await removeStale(lock);
    else await sleep(pauseMs * (0.5 + Math.random()));
    signal?.throwIfAborted();
  }
  // Renewing fails if the lock was removed or taken over; the comparison at the end handles that.
  const renewal = setInterval(() => void utimes(lock, new Date(), new Date()).catch(() => {}), renewMs).unref();
  try {
    return await work();
  } finally {
    clearInterval(renewal);
    if ((await contentOf(lock)) === mine) await rm(lock, { force: true });
  }
}

async function tryCreate(lock: string, content: string): Promise<boolean> {
  try {
    await createFile(lock, content);
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw error;
  }
}

async function isStale(lock: string): Promise<boolean> {
  try {
    const [content, { mtimeMs }] = await Promise.all([readFile(lock, "utf8"), stat(lock)]);
    if (Date.now() - mtimeMs > staleMs) return true;
    const [pid, host] = content.trim().split(" ");
    return host === hostname() && !isRunning(Number(pid));
  } catch (error) {
    if (errorCode(error) === "ENOENT") return false;
    throw error;
  }
}

// A second lock guards the removal: of two processes that find a stale lock, the slower would remove the faster one's new lock.
async function removeStale(lock: string): Promise<void> {
  const guard = `${lock}.steal`;
  if (!(await tryCreate(guard, `${process.pid} ${hostname()}\n`))) {
    if (await isStale(guard)) await rm(guard, { force: true });
    await sleep(pauseMs);
    return;
  }
  try {
    const trashPath = `${lock}.${randomBytes(6).toString("hex")}`;
    if (!(await isStale(lock))) return;
    await rename(lock, trashPath);
    await rm(trashPath, { force: true });
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
  } finally {
    await rm(guard, { force: true });
  }
}

async function contentOf(lock: string): Promise<string | undefined> {
  try {
    return await readFile(lock, "utf8");
  } catch {
    return undefined;
  }
}
