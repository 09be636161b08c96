/** Checks whether slylab supports the running JavaScript runtime. */
import process from "node:process";

/** The supported versions of Node, equal to `engines` in package.json. */
export const supportedNode = "20.19 or later (20.x), or 22.12 or later";

/** The runtime's name and version, for example `Node 20.20.2` or `Bun 1.3.0`. */
export function runtimeName(versions: NodeJS.ProcessVersions = process.versions): string {
  if (versions.bun !== undefined) return `Bun ${versions.bun}`;
  if (versions.deno !== undefined) return `Deno ${versions.deno}`;
  return `Node ${versions.node}`;
}

/** Returns why this runtime is not supported and what to do; undefined if it is. */
export function runtimeProblem(versions: NodeJS.ProcessVersions = process.versions): string | undefined {
  if (versions.bun !== undefined)
    return `${runtimeName(versions)} is not supported. Run slylab with Node ${supportedNode}.`;
  const [major = 0, minor = 0] = versions.node.split(".").map(Number);
  const isSupported = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22;
  return isSupported ? undefined : `Node ${versions.node} is not supported. Install Node ${supportedNode}.`;
}

/** Returns what to do if the working folder was removed; undefined if it exists. */
export function folderProblem(): string | undefined {
  try {
    process.cwd();
    return undefined;
  } catch {
    return "the working folder no longer exists. Change to another folder.";
  }
}
