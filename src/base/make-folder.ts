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
    if ((error as NodeJS.ErrnoException).code !== "ENOENT" || parent === place || (await isFolder(parent))) throw error;
    await makeFolder(parent, options);
    await makeFolder(place, options);
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
