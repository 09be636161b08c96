/** Tells Jupyter of the kernel: a folder with a kernelspec where Jupyter looks. */
import { readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { makeFolder } from "../../base/make-folder.js";
import { packageFile } from "../../base/package-file.js";
import { type InstallPlace, kernelFolder } from "./kernel-folders.js";
import { kernelLogo } from "./logo.js";

const logoPng = "logo-64x64.png";
const logoFolder = import.meta.url.endsWith(".ts") ? "src/kernel/install" : "dist/kernel/install";

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
  await makeFolder(folder);
  await writeFileAtomic(join(folder, "kernel.json"), `${JSON.stringify(kernelSpec(command), null, 1)}\n`);
  await writeFileAtomic(join(folder, "logo-svg.svg"), kernelLogo);
  // Notebook 7 and clients that draw no SVG show this one.
  await writeFileAtomic(join(folder, logoPng), await readFile(packageFile(join(logoFolder, logoPng))));
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

async function writeFileAtomic(path: string, content: string | Uint8Array): Promise<void> {
  await writeFile(`${path}.new`, content);
  await rename(`${path}.new`, path);
}
