/** Detects how slylab was installed, so that hints name commands that work. */
import { existsSync } from "node:fs";
import { join, sep } from "node:path";
import { packageFile } from "../../base/files/package-file.js";

/**
 * `clone`: the repository; `project`: in a folder's `node_modules`; `npx`: in npx's cache; `global`: for all folders.
 */
export type InstallForm = "clone" | "project" | "npx" | "global";

/**
 * Returns the kind of an installation.
 *
 * @param root - the package's folder. Default: this package's
 */
export function installForm(root: string = packageFile("")): InstallForm {
  if (existsSync(join(root, "src", "cli"))) return "clone";
  const [above = ""] = root.split(`${sep}node_modules${sep}`);
  if (above.includes(`${sep}_npx${sep}`)) return "npx";
  // npm's global folder has no package.json.
  return existsSync(join(above, "package.json")) ? "project" : "global";
}

/** Returns the command line of slylab, for example `npx slylab kernel install`. */
export function ownCommand(args: string, form: InstallForm = installForm()): string {
  return form === "global" ? `slylab ${args}` : `npx slylab ${args}`;
}

/** Returns the command line that installs a missing package. */
export function installCommand(name: string, form: InstallForm = installForm()): string {
  if (form === "clone") return "npm ci";
  return form === "global" ? `npm install --global ${name}` : `npm install ${name}`;
}

/** Returns the command line that reinstalls everything. */
export function reinstallCommand(form: InstallForm = installForm()): string {
  if (form === "global") return "npm install --global --force slylab";
  return form === "npx" ? "npm install slylab" : "npm ci";
}
