/** The folders in which Jupyter looks for kernels. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { ConfigError } from "../../domain/errors.js";

/** The place of the kernel. */
export type InstallLocation =
  | { readonly kind: "user" }
  /** In `share/jupyter` of a folder. */
  | { readonly kind: "prefix"; readonly folder: string }
  /** In the active Python environment. */
  | { readonly kind: "sys-prefix" };

/** The kernel's name in Jupyter, and the name of its folder. */
export const kernelName = "slylab";

/** A folder that may contain the kernel; `location` is undefined if `kernel install` cannot write there. */
export interface KernelFolder {
  readonly folder: string;
  readonly location?: InstallLocation;
}

/**
 * Returns the kernelspec folder for a location.
 *
 * @throws {ConfigError} there is no active Python environment
 */
export async function kernelFolder(location: InstallLocation, env: NodeJS.ProcessEnv): Promise<string> {
  switch (location.kind) {
    case "user":
      return join(userDataFolder(env), "kernels", kernelName);
    case "prefix":
      return underPrefix(location.folder);
    case "sys-prefix":
      return underPrefix(activePrefix(env) ?? (await pythonPrefix(env)));
  }
}

/** Returns every folder in which Jupyter looks for the kernel, highest priority first. */
export async function allKernelFolders(env: NodeJS.ProcessEnv): Promise<readonly KernelFolder[]> {
  const fromJupyterPath = (env.JUPYTER_PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const prefixes = [env.VIRTUAL_ENV, env.CONDA_PREFIX, await pythonPrefix(env).catch(() => undefined)];
  const environments = prefixes.flatMap((prefix) => prefix || []);
  const system =
    process.platform === "win32"
      ? [join(env.PROGRAMDATA || "C:\\ProgramData", "jupyter")]
      : ["/usr/local/share/jupyter", "/usr/share/jupyter"];
  const inData = (data: string): KernelFolder => ({ folder: join(data, "kernels", kernelName) });
  const ofUser: KernelFolder = { folder: await kernelFolder({ kind: "user" }, env), location: { kind: "user" } };
  const ofEnvironments = environments.map((prefix, index): KernelFolder => {
    const location: InstallLocation = index === 0 ? { kind: "sys-prefix" } : { kind: "prefix", folder: prefix };
    return { folder: underPrefix(prefix), location };
  });
  return [...fromJupyterPath.map(inData), ofUser, ...ofEnvironments, ...system.map(inData)];
}

/** Returns the active environment; a variable that outlived its environment would make Jupyter miss the kernel. */
function activePrefix(env: NodeJS.ProcessEnv): string | undefined {
  const name = env.VIRTUAL_ENV ? "VIRTUAL_ENV" : "CONDA_PREFIX";
  const prefix = env[name] || undefined;
  if (prefix === undefined || existsSync(prefix)) return prefix;
  throw new ConfigError(`${name} is ${prefix}, expected an existing folder`, {
    option: name,
    source: "the environment",
    hint: `activate the environment again, or unset ${name}`,
  });
}

function underPrefix(prefix: string): string {
  return join(resolve(prefix), "share", "jupyter", "kernels", kernelName);
}

// The same rules as `jupyter_core.paths.jupyter_data_dir`.
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
  throw new ConfigError("cannot find the Python prefix: neither python3 nor python runs", {
    option: "--sys-prefix",
    source: "the command line",
    hint: "activate an environment, or use --prefix",
  });
}
