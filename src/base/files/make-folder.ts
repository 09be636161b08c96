import { mkdir, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { errorCode } from "../error-code.js";

/**
 * Creates a folder and its missing parents; does nothing if it exists. `mkdir` with `recursive` hangs on file systems
 * that answer ENOENT for a folder that cannot be created, such as /proc.
 *
 * @param options.mode - permissions of the created folders. Default: 0o777 minus the umask
 */
export async function makeFolder(path: string, options: { readonly mode?: number } = {}): Promise<void> {
  const folder = resolve(path);
  try {
    await mkdir(folder, options);
  } catch (error) {
    if (await isFolder(folder)) return;
    const parent = dirname(folder);
    if (errorCode(error) !== "ENOENT" || parent === folder) throw error;
    // If the parent exists, another call has created it in the meantime, or the file system allows no folders in it.
    if (!(await isFolder(parent))) await makeFolder(parent, options);
    await mkdir(folder, options).catch(async (again: unknown) => {
      if (!(await isFolder(folder))) throw again;
    });
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
