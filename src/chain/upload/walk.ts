/** The files below a folder, in natural order: links are followed, loops are not, hidden files are left out. */
import { type Dirent, readdirSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileErrorText } from "../../domain/file-error.js";
import { compareNames } from "../job/split.js";

/** What is found below a folder. */
export type Entry =
  | { readonly kind: "file"; readonly path: string; readonly folders: readonly string[]; readonly name: string }
  /** What cannot be read, or is no file. */
  | { readonly kind: "refused"; readonly path: string; readonly reason: string }
  /** A hidden file or folder, or one that systems leave behind. */
  | { readonly kind: "hidden"; readonly path: string };

/** How a folder is walked. */
export interface WalkOptions {
  /** How many folders deep. Default: any. */
  readonly depth?: number | undefined;
  /** Whether hidden files are walked too. Default false. */
  readonly hasHidden?: boolean | undefined;
}

/** What systems put beside people's files. */
const leftBehind = new Set(["Thumbs.db", "desktop.ini", "__MACOSX"]);

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
  let place: string;
  try {
    place = realpathSync(folder);
    if (above.includes(place)) {
      yield { kind: "refused", path: folder, reason: "is a link to a folder that it lies in" };
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
    if ((name.startsWith(".") && options.hasHidden !== true) || leftBehind.has(name)) {
      yield { kind: "hidden", path };
      continue;
    }
    const kind = kindOf(entry, path);
    if (kind === "folder") {
      const isDeep = options.depth !== undefined && folders.length >= options.depth;
      if (!isDeep) yield* walkInto(path, [...folders, name], [...above, place], options);
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
    return { reason: `is a link that leads nowhere: ${fileErrorText(error)}` };
  }
}
