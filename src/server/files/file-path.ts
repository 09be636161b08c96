import { invalid } from "../http/problem.js";

// Limits of file systems for a name, and for a whole path.
const maxNameBytes = 255;
const maxPathBytes = 4096;

/**
 * Normalizes the path of a team file or folder: absolute, with single slashes; paths of folders end in a slash. `field` is
 * the path of the request's field, for errors.
 *
 * @throws {Problem} a name is `.` or `..`, has a control character, or is too long
 */
export function teamPath(requested: string, field = "path"): string {
  if (/^\w+:\/\//.test(requested)) {
    throw invalid(
      field,
      `"${requested}" is on an agent or in cloud storage; this instance has team files only`,
      "any.only",
    );
  }
  const names = requested.split("/").filter((name) => name !== "");
  for (const name of names) rejectBadName(name, field);
  const isFolder = requested.endsWith("/") || names.length === 0;
  const path = `/${names.join("/")}${isFolder && names.length > 0 ? "/" : ""}`;
  if (Buffer.byteLength(path) > maxPathBytes) {
    throw invalid(field, `is longer than ${maxPathBytes} bytes`, "string.max");
  }
  return path;
}

/** Like {@link teamPath}, but rejects paths of folders. */
export function filePath(requested: string, field = "path"): string {
  const path = teamPath(requested, field);
  if (path.endsWith("/"))
    throw invalid(field, `"${requested}" names a folder, expected the path of a file`, "any.only");
  return path;
}

/** Returns the last name of a path, also of a folder: `/a/ds1/` gives `ds1`. */
export function nameOf(path: string): string {
  return path.split("/").findLast((name) => name !== "") ?? "";
}

/** Returns the folders of a path, outermost first, without the root: `/a/b/c.json` gives `/a/`, `/a/b/`. */
export function foldersOf(path: string): string[] {
  const names = path.split("/").slice(1, -1);
  return names.map((_, index) => `/${names.slice(0, index + 1).join("/")}/`);
}

function rejectBadName(name: string, field: string): void {
  if (name === "." || name === "..") throw invalid(field, `must not contain the name "${name}"`, "string.pattern");
  if (/\p{Cc}/u.test(name)) throw invalid(field, "must not contain control characters", "string.pattern");
  if (/\p{Surrogate}/u.test(name)) throw invalid(field, "must be well-formed Unicode", "string.pattern");
  if (Buffer.byteLength(name) > maxNameBytes) {
    throw invalid(field, `contains a name of more than ${maxNameBytes} bytes`, "string.max");
  }
}
