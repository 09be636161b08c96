/** Tells Jupyter of the kernel: a folder with a kernelspec where Jupyter looks. */
import { execFile } from "node:child_process";
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { ownFile } from "../../base/own-file.js";
import { kernelLogo } from "./logo.js";

const logoPng = "logo-64x64.png";
const logoFolder = import.meta.url.endsWith(".ts") ? "src/kernel/install" : "dist/kernel/install";

/** Where the kernel is installed to; with nothing said, for the user. */
export type InstallPlace =
  | { readonly kind: "user" }
  /** Under `share/jupyter` of a folder. */
  | { readonly kind: "prefix"; readonly folder: string }
  /** Of the Python environment that is active. */
  | { readonly kind: "sys-prefix" };

/** The kernel's name for Jupyter, and its folder's. */
export const kernelName = "slylab";

interface InstallOptions {
  readonly place: InstallPlace;
  /** The command line that is to start the kernel, to which the connection file is added: `[node, kernel.cjs]`. */
  readonly command: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Writes the kernelspec, in place of one that is there, and gives its folder.
 *
 * @throws {Error} the folder cannot be written, or there is no active Python environment to be found
 */
export async function installKernel({ place, command, env = process.env }: InstallOptions): Promise<string> {
  const folder = await kernelFolder(place, env);
  await mkdir(folder, { recursive: true });
  await writeWhole(join(folder, "kernel.json"), `${JSON.stringify(kernelSpec(command), null, 1)}\n`);
  await writeWhole(join(folder, "logo-svg.svg"), kernelLogo);
  // Notebook 7 and clients that draw no SVG show this one.
  await writeWhole(join(folder, logoPng), await readFile(ownFile(join(logoFolder, logoPng))));
  return folder;
}

/** Takes the kernelspec away; gives its folder, or undefined where there was none. */
export async function uninstallKernel({
  place,
  env = process.env,
}: Omit<InstallOptions, "command">): Promise<string | undefined> {
  const folder = await kernelFolder(place, env);
  if ((await stat(folder).catch(() => undefined)) === undefined) return undefined;
  await rm(folder, { recursive: true });
  return folder;
}

/** What Jupyter reads of a kernel. */
export function kernelSpec(command: readonly string[]) {
  return {
    argv: [...command, "{connection_file}"],
    display_name: "TypeScript (slylab)",
    language: "typescript",
    // A signal stops a busy loop as well; a message works on every system and through every gateway.
    interrupt_mode: "message",
    metadata: { debugger: false },
  };
}

async function kernelFolder(place: InstallPlace, env: NodeJS.ProcessEnv): Promise<string> {
  const underPrefix = (prefix: string) => join(resolve(prefix), "share", "jupyter", "kernels", kernelName);
  switch (place.kind) {
    case "user":
      return join(userDataFolder(env), "kernels", kernelName);
    case "prefix":
      return underPrefix(place.folder);
    case "sys-prefix":
      return underPrefix(env.VIRTUAL_ENV || env.CONDA_PREFIX || (await pythonPrefix(env)));
  }
}

// As jupyter_core.paths.jupyter_data_dir finds it.
function userDataFolder(env: NodeJS.ProcessEnv): string {
  const home = env.HOME || homedir();
  if (env.JUPYTER_DATA_DIR) return env.JUPYTER_DATA_DIR;
  if (process.platform === "darwin") return join(home, "Library", "Jupyter");
  if (process.platform === "win32") return join(env.APPDATA || join(home, "AppData", "Roaming"), "jupyter");
  return join(env.XDG_DATA_HOME || join(home, ".local", "share"), "jupyter");
}

async function pythonPrefix(env: NodeJS.ProcessEnv): Promise<string> {
  for (const python of ["python3", "python"]) {
    try {
      const { stdout } = await promisify(execFile)(python, ["-c", "import sys; print(sys.prefix)"], { env });
      return stdout.trim();
    } catch {}
  }
  throw new Error("no Python was found that could tell its prefix: activate its environment, or give --prefix");
}

async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  await writeFile(`${path}.new`, content);
  await rename(`${path}.new`, path);
}
