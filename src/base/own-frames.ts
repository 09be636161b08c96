/** Recognizes slylab's own code in stack frames, which name ES modules by URL and CommonJS modules by path. */
import { fileURLToPath } from "node:url";

const own = /^.*\/(?:dist|src)\//.exec(import.meta.url ?? "")?.[0];
const folders = own === undefined ? [] : [own, fileURLToPath(own)];

/** Whether a file, by path or URL, is slylab's own. */
export function isOwnFile(file: string): boolean {
  return folders.some((folder) => file.startsWith(folder));
}

/** Whether a line of a stack names a file of slylab. */
export function isOwnFrame(line: string): boolean {
  return line.startsWith("    at ") && folders.some((folder) => line.includes(folder));
}
