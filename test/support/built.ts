/** The built package: what users run, with its workers and its child processes. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, stat, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { withLock } from "./python.js";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../", import.meta.url));
const mark = join(root, ".cache", "built");

/** The path of the built command line, after building where a source is newer than the last build. */
export async function builtCli(): Promise<string> {
  await mkdir(join(root, ".cache"), { recursive: true });
  await withLock(join(root, ".cache", "build.lock"), async () => {
    const cli = join(root, "dist", "cli", "main.js");
    const builtAt = existsSync(cli) ? await modifiedAt(mark) : 0;
    const sourcesAt = await newest(join(root, "src"));
    if (builtAt > sourcesAt) return;
    const startedAt = new Date();
    // Type errors are told by `npm run types`; here they would only hide what the tests have to say.
    await run("npm", ["run", "--silent", "tsc", "--", "--emitDeclarationOnly"], { cwd: root }).catch(() => undefined);
    await run("npm", ["run", "--silent", "bundle"], { cwd: root });
    await writeFile(mark, "");
    await utimes(mark, startedAt, startedAt);
  });
  return join(root, "dist", "cli", "main.js");
}

/** The path of what the kernelspec starts. */
export async function builtKernel(): Promise<string> {
  return join(dirname(await builtCli()), "kernel.cjs");
}

async function newest(folder: string): Promise<number> {
  let latest = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) latest = Math.max(latest, await modifiedAt(join(entry.parentPath, entry.name)));
  }
  return latest;
}

async function modifiedAt(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.mtimeMs ?? 0;
}
