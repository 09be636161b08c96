import { randomUUID } from "node:crypto";
import { rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { makeFolder } from "./make-folder.js";

/** Writes a file under a temporary name, then renames it, so that no reader sees a partial file. Returns its absolute path. */
export async function writeFileAtomic(path: string, content: string | Uint8Array): Promise<string> {
  const target = resolve(path);
  await makeFolder(dirname(target));
  const unfinished = join(dirname(target), `.${basename(target)}.${randomUUID()}.part`);
  try {
    await writeFile(unfinished, content);
    await rename(unfinished, target);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
  return target;
}
