/** `slylab kernel …`: tell Jupyter of the kernel, take it away, and run it. */
import { createRequire } from "node:module";
import process from "node:process";
import { packageFile } from "../../base/package-file.js";
import { missingPackage } from "../../domain/optional-package.js";
import { installKernel, uninstallKernel } from "../../kernel/install/install.js";
import type { InstallPlace } from "../../kernel/install/kernel-folders.js";

/** Where a kernel is installed to. */
export interface PlaceOptions {
  readonly user?: boolean;
  readonly prefix?: string;
  readonly sysPrefix?: boolean;
}

/** Writes the kernelspec and says where; gives the exit code. */
export async function kernelInstall(options: PlaceOptions): Promise<number> {
  try {
    createRequire(import.meta.url).resolve("zeromq");
  } catch (error) {
    throw missingPackage(error, "zeromq", "the Jupyter kernel");
  }
  const command = [process.execPath, packageFile("dist/cli/kernel.cjs")];
  const folder = await installKernel({ place: placeOf(options), command });
  process.stdout.write(
    `installed the kernel slylab in ${folder}\nchoose "TypeScript (slylab)" in JupyterLab or VS Code\n`,
  );
  return 0;
}

/** Takes the kernelspec away; 1 where there was none. */
export async function kernelUninstall(options: PlaceOptions): Promise<number> {
  const folder = await uninstallKernel({ place: placeOf(options) });
  if (folder === undefined) {
    process.stderr.write("slylab: there is no kernel slylab to take away\n");
    return 1;
  }
  process.stdout.write(`took the kernel slylab away from ${folder}\n`);
  return 0;
}

function placeOf({ prefix, sysPrefix }: PlaceOptions): InstallPlace {
  if (prefix !== undefined) return { kind: "prefix", folder: prefix };
  return { kind: sysPrefix === true ? "sys-prefix" : "user" };
}
