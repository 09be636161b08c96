/** Registers the kernel with Jupyter: writes a folder with a kernelspec where Jupyter looks for it. */
import { readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { NewPaths } from "../../base/files/new-paths.js";
import { packageFile } from "../../base/files/package-file.js";
import { writeFileAtomic } from "../../base/files/write-file-atomic.js";
import { ConfigError } from "../../domain/errors.js";
import { fileErrorText } from "../../domain/file-error.js";
import { type InstallLocation, kernelFolder } from "./kernel-folders.js";
import { kernelLogo } from "./logo.js";

const logoPng = "logo-64x64.png";
const logoFolder = import.meta.url.endsWith(".ts") ? "src/kernel/install" : "dist/kernel/install";

interface InstallOptions {
  readonly location: InstallLocation;
  /** The command line that starts the kernel, without the connection file: `[node, kernel.cjs]`. */
  readonly command: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Writes the kernelspec, replacing an existing one, and returns its folder.
 *
 * @throws {ConfigError} the folder cannot be written to
 * @throws {ConfigError} there is no active Python environment
 */
export async function installKernel({ location, command, env = process.env }: InstallOptions): Promise<string> {
  const folder = await kernelFolder(location, env);
  const created = new NewPaths([folder]);
  try {
    await writeFileAtomic(join(folder, "kernel.json"), `${JSON.stringify(kernelSpec(command), null, 1)}\n`);
    await writeFileAtomic(join(folder, "logo-svg.svg"), kernelLogo);
    // For Notebook 7 and clients that do not render SVG.
    await writeFileAtomic(join(folder, logoPng), await readFile(packageFile(join(logoFolder, logoPng))));
  } catch (error) {
    created.remove();
    throw new ConfigError(`the kernel cannot be installed in ${folder}: ${fileErrorText(error)}`, {
      option: "kernel install",
      source: folder,
      hint: "choose another place with --user, --sys-prefix or --prefix",
      cause: error,
    });
  }
  return folder;
}

/** Removes the kernelspec; returns its folder, or undefined if there was none. */
export async function uninstallKernel({
  location,
  env = process.env,
}: Omit<InstallOptions, "command">): Promise<string | undefined> {
  const folder = await kernelFolder(location, env);
  if ((await stat(folder).catch(() => undefined)) === undefined) return undefined;
  await rm(folder, { recursive: true });
  return folder;
}

/** Returns the content of `kernel.json`. */
export function kernelSpec(command: readonly string[]) {
  return {
    argv: [...command, "{connection_file}"],
    display_name: "TypeScript (slylab)",
    language: "typescript",
    // Messages work on every system and through gateways, unlike signals.
    interrupt_mode: "message",
    metadata: { debugger: false },
  };
}
