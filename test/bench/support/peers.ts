/** Other programs to measure against, installed on first use in the git-ignored `.cache/`, not by `npm ci`. */
import { access, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { pythonWith, type Requirements } from "../../support/python.js";
import { runProgram } from "./processes.js";

const cache = fileURLToPath(new URL("../../../.cache/bench/", import.meta.url));

/** The folder whose `node_modules` has these npm packages, for example `deno@2.9.6`. */
export async function npmPeer(...packages: readonly [string, ...string[]]): Promise<string> {
  const folder = join(cache, packages.join("+").replace(/[^\w.@+-]/g, "_"));
  const mark = join(folder, "installed");
  if (
    await access(mark).then(
      () => true,
      () => false,
    )
  )
    return folder;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), "{}\n");
  console.log(`installing ${packages.join(" ")} …`);
  await runProgram("npm", ["install", "--no-audit", "--no-fund", "--no-save", ...packages], { cwd: folder });
  await writeFile(mark, packages.join("\n"));
  return folder;
}

/** A Python interpreter with these packages. Throws if there is no Python. */
export async function pythonPeer(requirements: Requirements): Promise<string> {
  const python = await pythonWith(requirements);
  if (python === undefined) throw new Error("this bench needs python3 with venv");
  return python.executable;
}
