/** Walks the files in a folder in natural order. Follows links without loops; ignores hidden files. */
import { type Dirent, readdirSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileErrorText } from "../../domain/file-error.js";
import { compareNames } from "../../domain/names.js";

/** An entry of a folder. */
export type Entry =
  | { readonly kind: "file"; readonly path: string; readonly folders: readonly string[]; readonly name: string }
  /** Unreadable, or not a file. */
  | { readonly kind: "refused"; readonly path: string; readonly reason: string }
  /** A hidden file or folder, or one that operating systems create. */
  | { readonly kind: "hidden"; readonly path: string };

/** Options of a walk. */
export interface WalkOptions {
  /** Maximum depth. Default: unlimited. */
  readonly depth?: number | undefined;
  /** Whether to include hidden files. Default false. */
  readonly hasHidden?: boolean | undefined;
}

/** Files that operating systems create. */
const systemFiles = new Set(["Thumbs.db", "desktop.ini", "__MACOSX"]);

/** Walks a folder. */
export function walk(folder: string, options: WalkOptions = {}): Generator<Entry, void, undefined> {
  return walkInto(folder, [], [], options);
}

function* walkInto(
  folder: string,
  folders: readonly string[],
  above: readonly string[],
  options: WalkOptions,
): Generator<Entry, void, undefined> {
  let entries: Dirent[];
  let realFolder: string;
  try {
    realFolder = realpathSync(folder);
    if (above.includes(realFolder)) {
      yield { kind: "refused", path: folder, reason: "is a link to one of its parent folders" };
      return;
    }
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    yield { kind: "refused", path: folder, reason: `cannot be read: ${fileErrorText(error)}` };
    return;
  }
  for (const entry of entries.sort((a, b) => compareNames(a.name, b.name))) {
    const { name } = entry;
    const path = join(folder, name);
    if ((name.startsWith(".") && options.hasHidden !== true) || systemFiles.has(name)) {
      yield { kind: "hidden", path };
      continue;
    }
    const kind = kindOf(entry, path);
    if (kind === "folder") {
      const isDeep = options.depth !== undefined && folders.length >= options.depth;
      if (!isDeep) yield* walkInto(path, [...folders, name], [...above, realFolder], options);
    } else if (kind === "file") yield { kind: "file", path, folders, name };
    else yield { kind: "refused", path, reason: kind.reason };
  }
}

function kindOf(entry: Pick<Dirent, "isFile" | "isDirectory" | "isSymbolicLink">, path: string) {
  if (entry.isFile()) return "file";
  if (entry.isDirectory()) return "folder";
  if (!entry.isSymbolicLink()) return { reason: "is not a regular file" };
  try {
    const target = statSync(path);
    if (target.isDirectory()) return "folder";
    return target.isFile() ? "file" : { reason: "is not a regular file" };
  } catch (error) {
    return { reason: `is a broken link: ${fileErrorText(error)}` };
  }
}
