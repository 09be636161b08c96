/** Resolves imports of the user's own files. */
import { readdirSync, statSync } from "node:fs";
import { basename, dirname, extname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { editDistance } from "../../base/text/edit-distance.js";

/** Whether a specifier is a path: `./x`, `../x`, `/x`, `.` or `..`. */
export function isPathSpecifier(specifier: string): boolean {
  return /^(?:\.{1,2}(?:\/|$)|\/)/.test(specifier);
}

/** Extensions that an import may use for a TypeScript file. */
const typescriptFor: Readonly<Record<string, readonly string[]>> = {
  ".js": [".ts", ".tsx", ".jsx"],
  ".jsx": [".tsx"],
  ".mjs": [".mts"],
  ".cjs": [".cts"],
};

const guessed = [".ts", ".tsx", ".mts", ".js", ".jsx", ".mjs", ".cts", ".cjs", ".json"];

/**
 * Returns the file that `specifier` refers to in a module in `folder`; undefined if there is none or it is a package.
 *
 * @param paths - path mappings, in the form of `paths` in `tsconfig.json`
 */
export function findLocal(
  specifier: string,
  folder: string,
  paths: ReadonlyMap<string, readonly string[]>,
): string | undefined {
  const withoutQuery = specifier.replace(/[?#].*$/, (tail) =>
    tail.startsWith("#") && specifier.startsWith("#") ? tail : "",
  );
  if (isPathSpecifier(withoutQuery)) return fileAt(resolve(folder, decode(withoutQuery)));
  if (withoutQuery.startsWith("file:")) return fileAt(fileURLToPath(withoutQuery));
  if (isAbsolute(withoutQuery)) return fileAt(withoutQuery);
  for (const path of mapped(withoutQuery, paths)) {
    const file = fileAt(path);
    if (file !== undefined) return isInPackage(file) ? undefined : file;
  }
  return undefined;
}

/** Whether a file belongs to a package. */
export function isInPackage(file: string): boolean {
  return file.split(sep).includes("node_modules");
}

/** Returns the path of a file with a similar name; undefined if there is none. */
export function nearestPath(specifier: string, folder: string): string | undefined {
  const path = resolve(folder, specifier);
  const wanted = stem(path).toLowerCase();
  let best: string | undefined;
  let least = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  try {
    for (const name of readdirSync(dirname(path))) {
      if (!guessed.includes(extname(name))) continue;
      const distance = editDistance(stem(name).toLowerCase(), wanted);
      if (distance >= least) continue;
      least = distance;
      best = name;
    }
  } catch {
    return undefined;
  }
  if (best === undefined) return undefined;
  const found = relative(folder, join(dirname(path), best))
    .split(sep)
    .join("/");
  return found.startsWith(".") ? found : `./${found}`;
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/**
 * Returns the hint for an import from a module in `folder` whose path mapping leads to no file; undefined if no pattern
 * but `*` matches, so that the import may mean a package.
 */
export function hintForMapped(
  specifier: string,
  folder: string,
  paths: ReadonlyMap<string, readonly string[]>,
): string | undefined {
  const { pattern, middle = "", targets } = longestMatch(specifier, paths);
  const [target] = targets;
  if (pattern === undefined || pattern === "*" || target === undefined || targets.some(isInPackage)) return undefined;
  const near = nearestPath(target, folder);
  const found = near === undefined ? "" : resolve(folder, near);
  const base = target.slice(0, target.lastIndexOf(middle));
  if (middle !== "" && found.startsWith(base)) {
    const rest = found.slice(base.length, found.length - (extname(middle) === "" ? extname(found).length : 0));
    return `did you mean ${pattern.replace("*", () => rest.split(sep).join("/"))}?`;
  }
  const shown = relative(folder, target).split(sep).join("/");
  const file = `${shown.startsWith(".") ? "" : "./"}${shown}${extname(shown) === "" ? ".ts" : ""}`;
  return `create ${file}, or check "${pattern}" in ${pattern.startsWith("#") ? "imports of package.json" : "paths of tsconfig.json"}`;
}

function mapped(specifier: string, paths: ReadonlyMap<string, readonly string[]>): readonly string[] {
  return longestMatch(specifier, paths).targets;
}

interface PathMatch {
  readonly pattern: string | undefined;
  /** The text matched by `*`. */
  readonly middle?: string;
  readonly targets: readonly string[];
}

/** Returns the longest matching pattern and its targets; a pattern without `*` matches one specifier. */
function longestMatch(specifier: string, paths: ReadonlyMap<string, readonly string[]>): PathMatch {
  const exact = paths.get(specifier);
  if (exact !== undefined) return { pattern: specifier, targets: exact };
  let longest = -1;
  let found: PathMatch = { pattern: undefined, targets: [] };
  for (const [pattern, targets] of paths) {
    const star = pattern.indexOf("*");
    if (star === -1 || star <= longest) continue;
    const [head, tail] = [pattern.slice(0, star), pattern.slice(star + 1)];
    const isFitting = specifier.startsWith(head) && specifier.endsWith(tail);
    if (!isFitting || specifier.length < head.length + tail.length) continue;
    longest = star;
    const middle = specifier.slice(head.length, specifier.length - tail.length);
    found = { pattern, middle, targets: targets.map((target) => target.replace("*", () => middle)) };
  }
  return found;
}

function fileAt(path: string): string | undefined {
  if (isFile(path)) return path;
  const extension = extname(path);
  const base = path.slice(0, path.length - extension.length);
  for (const other of typescriptFor[extension] ?? []) if (isFile(base + other)) return base + other;
  for (const other of guessed) if (isFile(path + other)) return path + other;
  for (const other of guessed) if (isFile(join(path, `index${other}`))) return join(path, `index${other}`);
  return undefined;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function stem(path: string): string {
  return basename(path).replace(/(?:\.d)?\.[cm]?[jt]sx?$/, "");
}
