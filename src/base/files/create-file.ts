import { randomBytes } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";

/**
 * Creates a file with access for its owner only. Fails with the code `EEXIST` if anything exists there, including a link. If
 * the content cannot be written, for example on a full disk, no empty file is left.
 */
export async function createFile(path: string, content: string): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(content);
    await file.close();
  } catch (error) {
    await file.close().catch(() => {});
    await rm(path, { force: true });
    throw error;
  }
}

/**
 * Replaces a file by one with access for its owner only. Readers never see a partial file, and a failure changes nothing. A
 * link at its path is not followed.
 */
export async function replacePrivateFile(path: string, content: string): Promise<void> {
  const draft = `${path}.${randomBytes(12).toString("hex")}.tmp`;
  try {
    await createFile(draft, content);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {});
    throw error;
  }
}
