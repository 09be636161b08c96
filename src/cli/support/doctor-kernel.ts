/** Checks the kernelspec that Jupyter would find, and that its program exists. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { isAbsolute, join, sep } from "node:path";
import process from "node:process";
import { z } from "zod";
import { errorCode } from "../../base/error-code.js";
import { fileErrorText } from "../../domain/file-error.js";
import { allKernelFolders, type KernelFolder } from "../../kernel/install/kernel-folders.js";
import type { Finding } from "./doctor-finding.js";
import { ownCommand } from "./own-install.js";

const spec = z.object({ argv: z.array(z.string()).min(1) });

/** Looks for the kernelspec where Jupyter does. */
export async function kernelFinding(): Promise<Finding> {
  const folders = await allKernelFolders(process.env);
  const found = folders.find(({ folder }) => existsSync(join(folder, "kernel.json")));
  if (found === undefined) {
    const remedy = ownCommand("kernel install");
    return { subject: "kernel", state: "missing", detail: "not installed", remedy };
  }
  const file = join(found.folder, "kernel.json");
  const remedy = ownCommand(`kernel install${optionOf(found)}`);
  const failed = (detail: string): Finding => ({ subject: "kernel", state: "failed", detail, remedy });
  let argv: readonly string[];
  try {
    argv = spec.parse(JSON.parse(await readFile(file, "utf8"))).argv;
  } catch (error) {
    const isUnread = errorCode(error) !== undefined;
    return failed(isUnread ? `${file} cannot be read: ${fileErrorText(error)}` : `${file} is not a kernelspec`);
  }
  const missingFile = argv.find((word) => isAbsolute(word) && !existsSync(word));
  if (missingFile !== undefined) return failed(`${found.folder} starts ${missingFile}, which does not exist`);
  if (argv.some((word) => word.includes(`${sep}_npx${sep}`))) {
    const detail = `${found.folder} starts a program in npx's cache, which npm may clear`;
    return { subject: "kernel", state: "ok", detail, remedy: `npm install slylab, then ${remedy}` };
  }
  return { subject: "kernel", state: "ok", detail: found.folder };
}

/** Returns the option of `kernel install` for this place. */
function optionOf({ location }: KernelFolder): string {
  if (location === undefined || location.kind === "user") return "";
  return location.kind === "prefix" ? ` --prefix ${location.folder}` : " --sys-prefix";
}
