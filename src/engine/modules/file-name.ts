import { isAbsolute, relative } from "node:path";

/** How a file is called in errors: from the working folder where it is in it. */
export function nameOfFile(file: string): string {
  const path = relative(process.cwd(), file);
  return path === "" || path.startsWith("..") || isAbsolute(path) ? file : path;
}
