import { mkdir, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";

/**
 * Creates a folder and its missing parents; does nothing if it exists. `mkdir` with `recursive` hangs on file systems
 * that answer ENOENT for a folder that cannot be created, such as /proc.
 *
 * @param options.mode - permissions of the created folders. Default: 0o777, less the umask
 */
export async function makeFolder(path: string, options: { readonly mode?: number } = {}): Promise<void> {
  const place = resolve(path);
  try {
    await mkdir(place, options);
  } catch (error) {
    if (await isFolder(place)) return;
    const parent = dirname(place);
    if ((error as NodeJS.ErrnoException).code !== "ENOENT" || parent === place) throw error;
    // If the parent exists, another call created it since, or the file system creates no folders in it.
    if (!(await isFolder(parent))) await makeFolder(parent, options);
    await mkdir(place, options).catch(async (again: unknown) => {
      if (!(await isFolder(place))) throw again;
    });
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
