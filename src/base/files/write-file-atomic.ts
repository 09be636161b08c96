import { randomUUID } from "node:crypto";
import { realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { makeFolder } from "./make-folder.js";

/**
 * Writes a file under a temporary name, then renames it, so that no reader sees a partial file and a failure leaves nothing.
 * Links are followed, and devices and pipes are written to. Returns the absolute path.
 */
export async function writeFileAtomic(path: string, content: string | Uint8Array): Promise<string> {
  const absolutePath = resolve(path);
  const place = await realpath(absolutePath).catch(() => absolutePath);
  const existing = await stat(place).catch(() => undefined);
  if (existing !== undefined && !existing.isFile() && !existing.isDirectory()) {
    await writeFile(place, content);
    return absolutePath;
  }
  await makeFolder(dirname(place));
  const unfinished = join(dirname(place), `.${basename(place)}.${randomUUID()}.part`);
  try {
    await writeFile(unfinished, content, existing === undefined ? {} : { mode: existing.mode });
    await rename(unfinished, place);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
  return absolutePath;
}
