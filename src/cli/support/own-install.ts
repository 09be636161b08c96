/** How slylab was installed, so that advice names commands that work there. */
import { existsSync } from "node:fs";
import { join, sep } from "node:path";
import { packageFile } from "../../base/package-file.js";

/** `clone`: the repository itself. `project`: in a folder's `node_modules`. `npx`: in npx's cache. `global`: for all folders. */
export type InstallForm = "clone" | "project" | "npx" | "global";

/**
 * The form of an installation.
 *
 * @param root - the package's folder, by default this package's
 */
export function installForm(root: string = packageFile("")): InstallForm {
  if (existsSync(join(root, "src", "cli"))) return "clone";
  const [above = ""] = root.split(`${sep}node_modules${sep}`);
  if (above.includes(`${sep}_npx${sep}`)) return "npx";
  // npm's global folder is no project: it has no manifest.
  return existsSync(join(above, "package.json")) ? "project" : "global";
}

/** The command line that calls slylab, for example `npx slylab kernel install`. */
export function ownCommand(words: string, form: InstallForm = installForm()): string {
  return form === "global" ? `slylab ${words}` : `npx slylab ${words}`;
}

/** The command line that installs a package which is missing. */
export function installCommand(name: string, form: InstallForm = installForm()): string {
  if (form === "clone") return "npm ci";
  return form === "global" ? `npm install --global ${name}` : `npm install ${name}`;
}

/** The command line that installs everything again, in place of what is broken. */
export function reinstallCommand(form: InstallForm = installForm()): string {
  if (form === "global") return "npm install --global --force slylab";
  return form === "npx" ? "npm install slylab" : "npm ci";
}
