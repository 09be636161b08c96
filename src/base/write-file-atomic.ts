import { randomUUID } from "node:crypto";
import { rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { makeFolder } from "./make-folder.js";

/**
 * Writes a file under a temporary name, then renames it, so that no reader sees a partial file. Keeps the permissions of a file
 * that it replaces. Returns its absolute path.
 */
export async function writeFileAtomic(path: string, content: string | Uint8Array): Promise<string> {
  const target = resolve(path);
  await makeFolder(dirname(target));
  const unfinished = join(dirname(target), `.${basename(target)}.${randomUUID()}.part`);
  try {
    const mode = (await stat(target).catch(() => undefined))?.mode;
    await writeFile(unfinished, content, { mode });
    await rename(unfinished, target);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
  return target;
}
