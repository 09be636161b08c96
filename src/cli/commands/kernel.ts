/** `slylab kernel install` and `uninstall`. */
import { createRequire } from "node:module";
import process from "node:process";
import { packageFile } from "../../base/files/package-file.js";
import { missingPackage } from "../../domain/optional-package.js";
import { installKernel, uninstallKernel } from "../../kernel/install/install.js";
import type { InstallLocation } from "../../kernel/install/kernel-folders.js";

/** Options for the place of the kernel. */
export interface LocationOptions {
  readonly user?: boolean;
  readonly prefix?: string;
  readonly sysPrefix?: boolean;
}

/** Installs the kernelspec and prints its folder; returns the exit code. */
export async function kernelInstall(options: LocationOptions): Promise<number> {
  try {
    createRequire(import.meta.url).resolve("zeromq");
  } catch (error) {
    throw missingPackage(error, "zeromq", "the Jupyter kernel");
  }
  const command = [process.execPath, packageFile("dist/cli/kernel.cjs")];
  const folder = await installKernel({ location: locationOf(options), command });
  process.stdout.write(
    `installed the kernel slylab in ${folder}\nselect "TypeScript (slylab)" in JupyterLab or VS Code\n`,
  );
  return 0;
}

/** Removes the kernelspec; returns 1 if there was none. */
export async function kernelUninstall(options: LocationOptions): Promise<number> {
  const folder = await uninstallKernel({ location: locationOf(options) });
  if (folder === undefined) {
    process.stderr.write("slylab: the kernel is not installed\n");
    return 1;
  }
  process.stdout.write(`removed the kernel slylab from ${folder}\n`);
  return 0;
}

function locationOf({ prefix, sysPrefix }: LocationOptions): InstallLocation {
  if (prefix !== undefined) return { kind: "prefix", folder: prefix };
  return { kind: sysPrefix === true ? "sys-prefix" : "user" };
}
