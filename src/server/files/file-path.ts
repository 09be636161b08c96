import { invalid } from "../http/problem.js";

// What file systems allow one name to be, and what a path may be as a whole.
const mostNameBytes = 255;
const mostPathBytes = 4096;

/**
 * The path of a file or folder in a team's files as it is kept: absolute, one slash between names; a folder's path ends
 * in a slash. `field` names the part of the request that an error is about.
 *
 * @throws {Problem} a name is `.` or `..`, holds a control character, or is too long
 */
export function teamPath(given: string, field = "path"): string {
  if (/^\w+:\/\//.test(given)) {
    throw invalid(
      field,
      `"${given}" is on an agent or in cloud storage; this instance has team files only`,
      "any.only",
    );
  }
  const names = given.split("/").filter((name) => name !== "");
  for (const name of names) refuseBadName(name, field);
  const isFolder = given.endsWith("/") || names.length === 0;
  const path = `/${names.join("/")}${isFolder && names.length > 0 ? "/" : ""}`;
  if (Buffer.byteLength(path) > mostPathBytes) {
    throw invalid(field, `is longer than ${mostPathBytes} bytes`, "string.max");
  }
  return path;
}

/** As {@link teamPath}, for a file: a path that names a folder is refused. */
export function filePath(given: string, field = "path"): string {
  const path = teamPath(given, field);
  if (path.endsWith("/")) throw invalid(field, `"${given}" names a folder, expected the path of a file`, "any.only");
  return path;
}

/** The last name of a path, `ds1` for `/a/ds1/` too. */
export function nameOf(path: string): string {
  return path.split("/").findLast((name) => name !== "") ?? "";
}

/** The folders that a path lies in, the outermost first, without the root: `/a/`, `/a/b/` for `/a/b/c.json`. */
export function foldersOf(path: string): string[] {
  const names = path.split("/").slice(1, -1);
  return names.map((_, index) => `/${names.slice(0, index + 1).join("/")}/`);
}

function refuseBadName(name: string, field: string): void {
  if (name === "." || name === "..") throw invalid(field, `must not hold the name "${name}"`, "string.pattern");
  if (/\p{Cc}/u.test(name)) throw invalid(field, "must not hold control characters", "string.pattern");
  if (/\p{Surrogate}/u.test(name)) throw invalid(field, "must be well-formed Unicode", "string.pattern");
  if (Buffer.byteLength(name) > mostNameBytes) {
    throw invalid(field, `holds a name of more than ${mostNameBytes} bytes`, "string.max");
  }
}
