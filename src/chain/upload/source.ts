/** Arguments of `upload`: folders, files and patterns, checked at the call. */
import { readdirSync, type Stats, statSync } from "node:fs";
import { basename, dirname, extname, resolve } from "node:path";
import { z } from "zod";
import { nearest } from "../../base/text/nearest.js";
import { kinds } from "../../domain/arguments/kinds.js";
import { parseArguments } from "../../domain/arguments/parse-arguments.js";
import { type ArgumentError, badArgument } from "../../domain/errors.js";
import { fileErrorText } from "../../domain/file-error.js";
import { isGlob, parseGlob } from "./glob.js";
import { type Entry, walk } from "./walk.js";

/** Settings of an upload. */
export interface UploadSettings {
  /**
   * What to do if an image with the same name has other content: `'report'` lists the picture and does not upload it,
   * `'rename'` uploads it under another name, `'replace'` removes the image and its labels first. Default `'report'`.
   */
  readonly onConflict?: "report" | "rename" | "replace" | undefined;
  /** Whether subfolders become part of the name (`sub__a.jpg`) or nested datasets. Default `'names'`. */
  readonly folders?: "names" | "datasets" | undefined;
  /** Whether to apply the EXIF orientation of pictures. Default true. */
  readonly orient?: boolean | undefined;
  /** Tags for each image; `null`: no value. Missing tags are created. */
  readonly tags?: Readonly<Record<string, string | number | null>> | undefined;
}

/** File extensions of the official SDK's image formats. */
export const pictureExtensions: readonly string[] = ["jpg", "jpeg", "mpo", "jfif", "bmp", "png", "webp", "tif", "tiff"];

const settings = z.strictObject({
  onConflict: z.enum(["report", "rename", "replace"]).default("report"),
  folders: z.enum(["names", "datasets"]).default("names"),
  orient: kinds.flag.default(true),
  tags: z
    .record(
      kinds.name,
      z.union([z.null(), kinds.name, z.number()], "expected null, a non-empty string or a number"),
      "expected an object of tags by name, for example { night: null, weather: 'sun' }",
    )
    .default({}),
});
/** Checked {@link UploadSettings}. */
export type CheckedUpload = z.output<typeof settings>;

const paths = "expected a folder, a file, a pattern such as 'pictures/*.jpg', or a list of them";
const sourceSchema = z.object({
  source: z
    .union([kinds.name, z.array(kinds.name).min(1, paths)], paths)
    .transform((source) => (typeof source === "string" ? [source] : source)),
  settings,
});

/** Checked arguments: existing paths with pictures, and settings. */
export interface CheckedSource {
  readonly paths: readonly string[];
  readonly settings: CheckedUpload;
}

/** Checks the arguments of `upload`. @throws {ArgumentError} a missing path, no pictures, an invalid setting */
export function checkUpload(source: string | readonly string[], settings: UploadSettings): CheckedSource {
  const { source: paths, settings: checked } = parseArguments("upload", sourceSchema, { source, settings: settings });
  const hasPicture = paths.map((each) => checkPath("upload", each)).some(Boolean);
  if (!hasPicture) {
    const where = paths.length === 1 ? `in '${paths[0]}'` : `in these ${paths.length} places`;
    const hint = `choose a folder with pictures of these formats: ${pictureExtensions.join(", ")}`;
    throw badArgument("upload", "source", `no pictures ${where}`, hint);
  }
  return { paths, settings: checked };
}

/** Checks that a path exists or a pattern matches. Returns whether it contains a picture. */
function checkPath(method: string, path: string): boolean {
  const stats = statsOf(path);
  if (stats !== undefined) {
    if (!stats.isDirectory() && !stats.isFile()) {
      throw wrong(method, `'${path}' is not a regular file`, "choose a file or a folder");
    }
    return hasPictures(filesAt(path));
  }
  if (!isGlob(path)) throw missing(method, path);
  const { base } = parseGlob(path);
  if (statsOf(base)?.isDirectory() !== true) throw missing(method, base);
  let isEmpty = true;
  for (const entry of filesAt(path)) {
    if (entry.kind === "file") {
      if (isPicture(entry.name)) return true;
      isEmpty = false;
    }
  }
  if (isEmpty) {
    throw wrong(method, `nothing matches '${path}'`, "check the pattern (`**` matches folders at any depth)");
  }
  return false;
}

function hasPictures(entries: Iterable<Entry>): boolean {
  for (const entry of entries) if (entry.kind === "file" && isPicture(entry.name)) return true;
  return false;
}

/** Whether a file has the extension of a picture. */
export function isPicture(name: string): boolean {
  return pictureExtensions.includes(extname(name).slice(1).toLowerCase());
}

/** Yields the files at a checked path, with their folders relative to it. */
export function* filesAt(path: string): Generator<Entry, void, undefined> {
  const stats = statsOf(path);
  if (stats?.isDirectory() === true) return yield* walk(path);
  if (stats !== undefined) {
    const absolute = resolve(path);
    const entry: Entry = { kind: "file", path: path, folders: [], name: basename(absolute) };
    return yield entry;
  }
  if (!isGlob(path)) return yield { kind: "refused", path: path, reason: "no longer exists" };
  const { base, depth, hasHidden, matches } = parseGlob(path);
  for (const entry of walk(base, { depth, hasHidden })) {
    if (entry.kind !== "file") continue;
    if (matches([...entry.folders, entry.name].join("/"))) yield entry;
  }
}

function statsOf(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}

function missing(method: string, path: string): ArgumentError {
  const isHome = path.startsWith("~");
  const hint = isHome ? "use an absolute path: slylab does not expand `~`" : near(path);
  return wrong(method, `no file or folder '${path}'`, hint);
}

function near(path: string): string {
  const absolute = resolve(path);
  let names: string[] = [];
  try {
    names = readdirSync(dirname(absolute));
  } catch (error) {
    return `check its folder '${dirname(absolute)}': ${fileErrorText(error)}`;
  }
  const [like] = nearest(basename(absolute), names);
  return like === undefined ? `use a path relative to ${process.cwd()}, or an absolute one` : `did you mean '${like}'?`;
}

function wrong(method: string, what: string, hint: string): ArgumentError {
  return badArgument(method, "source", what, hint);
}
