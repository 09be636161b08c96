import { isAbsolute, relative } from "node:path";

/** Returns the name of a file in errors: relative to the working folder if it is inside. */
export function displayPath(file: string): string {
  const path = relative(process.cwd(), file);
  return path === "" || path.startsWith("..") || isAbsolute(path) ? file : path;
}
