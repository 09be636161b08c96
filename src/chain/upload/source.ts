/** Where pictures come from: a folder, a file, a pattern, or a list of these. Checked when the word is called. */
import { readdirSync, type Stats, statSync } from "node:fs";
import { basename, dirname, extname, resolve } from "node:path";
import { z } from "zod";
import { nearest } from "../../base/nearest.js";
import { ArgumentError } from "../../domain/errors.js";
import { fileErrorText } from "../../domain/file-error.js";
import { parseArguments, settingsSchema } from "../core/arguments.js";
import { isGlob, parseGlob } from "./glob.js";
import { type Entry, walk } from "./walk.js";

/** How pictures are uploaded. */
export interface UploadSettings {
  /**
   * What becomes of a picture whose name an image with other content has: `'report'` leaves it out and lists it, `'rename'`
   * uploads it under another name, `'replace'` removes the image, with its labels, and uploads it. Default `'report'`.
   */
  readonly onConflict?: "report" | "rename" | "replace" | undefined;
  /** What folders become: a part of the name (`sub__a.jpg`), or datasets in the dataset. Default `'names'`. */
  readonly folders?: "names" | "datasets" | undefined;
  /** Whether pictures are turned upright as their EXIF orientation says. Default true. */
  readonly orient?: boolean | undefined;
  /** Tags that each image gets; `null` has no value. Tags that are missing are made. */
  readonly tags?: Readonly<Record<string, string | number | null>> | undefined;
}

/** {@link UploadSettings} after the check. */
export interface CheckedUpload {
  readonly onConflict: "report" | "rename" | "replace";
  readonly folders: "names" | "datasets";
  readonly orient: boolean;
  readonly tags: Readonly<Record<string, string | number | null>>;
}

/** The formats of the official SDK, by the ends of their names. */
export const pictureExtensions: readonly string[] = ["jpg", "jpeg", "mpo", "jfif", "bmp", "png", "webp", "tif", "tiff"];

const settings = settingsSchema({
  onConflict: z.enum(["report", "rename", "replace"]).default("report"),
  folders: z.enum(["names", "datasets"]).default("names"),
  orient: z.boolean("expected true or false").default(true),
  tags: z
    .record(
      z.string().min(1, "expected names of tags"),
      z.union([z.null(), z.string().min(1), z.number()], { error: "expected null, a text or a number" }),
      "expected an object of tags by name, for example { night: null, weather: 'sun' }",
    )
    .default({}),
});
const path = z.string("expected a path").min(1, "expected a path that is not empty");
const sourceSchema = z.object({
  source: z
    .union([path, z.array(path).min(1, "expected at least one path")], {
      error: "expected a folder, a file, a pattern such as 'pictures/*.jpg', or a list of them",
    })
    .transform((paths) => (typeof paths === "string" ? [paths] : paths)),
  settings,
});

/** What a word was given: paths that are there and have pictures, and its settings. */
export interface CheckedSource {
  readonly paths: readonly string[];
  readonly settings: CheckedUpload;
}

/** Checks what `upload` is given. @throws {ArgumentError} a path is missing, there are no pictures, a setting is wrong */
export function checkUpload(source: string | readonly string[], given: UploadSettings): CheckedSource {
  const { source: paths, settings: checked } = parseArguments("upload", sourceSchema, { source, settings: given });
  const hasPicture = paths.map((each) => checkPath("upload", each)).some(Boolean);
  if (!hasPicture) {
    const where = paths.length === 1 ? `in '${paths[0]}'` : `in these ${paths.length} places`;
    throw new ArgumentError(`upload: there are no pictures ${where}`, {
      method: "upload",
      argument: "source",
      hint: `name a folder with pictures of these formats: ${pictureExtensions.join(", ")}`,
    });
  }
  return { paths, settings: checked };
}

/** Checks one path: it is there, or matches something. Gives whether a picture is in it. */
function checkPath(method: string, given: string): boolean {
  const stats = statsOf(given);
  if (stats !== undefined) {
    if (!stats.isDirectory() && !stats.isFile()) {
      throw wrong(method, `'${given}' is not a regular file`, "Name a file or a folder.");
    }
    return hasPictures(filesAt(given));
  }
  if (!isGlob(given)) throw missing(method, given);
  const { base } = parseGlob(given);
  if (statsOf(base)?.isDirectory() !== true) throw missing(method, base);
  let isEmpty = true;
  for (const entry of filesAt(given)) {
    if (entry.kind === "file") {
      if (isPicture(entry.name)) return true;
      isEmpty = false;
    }
  }
  if (isEmpty) {
    throw wrong(method, `nothing matches '${given}'`, "Check the pattern; `**` stands for folders at any depth.");
  }
  return false;
}

function hasPictures(entries: Iterable<Entry>): boolean {
  for (const entry of entries) if (entry.kind === "file" && isPicture(entry.name)) return true;
  return false;
}

/** Whether a file's name ends as those of pictures do. */
export function isPicture(name: string): boolean {
  return pictureExtensions.includes(extname(name).slice(1).toLowerCase());
}

/** The files at a path that was checked, with the folders that they lie in below it. */
export function* filesAt(given: string): Generator<Entry, void, undefined> {
  const stats = statsOf(given);
  if (stats?.isDirectory() === true) return yield* walk(given);
  if (stats !== undefined) {
    const place = resolve(given);
    const entry: Entry = { kind: "file", path: given, folders: [], name: basename(place) };
    return yield entry;
  }
  if (!isGlob(given)) return yield { kind: "refused", path: given, reason: "is there no more" };
  const { base, depth, hasHidden, matches } = parseGlob(given);
  for (const entry of walk(base, { depth, hasHidden })) {
    if (entry.kind !== "file") continue;
    if (matches([...entry.folders, entry.name].join("/"))) yield entry;
  }
}

function statsOf(given: string): Stats | undefined {
  return statSync(given, { throwIfNoEntry: false });
}

function missing(method: string, given: string): ArgumentError {
  const isHome = given.startsWith("~");
  const hint = isHome ? "A shell replaces `~`, slylab does not: give the whole path." : near(given);
  return wrong(method, `there is no file or folder '${given}'`, hint);
}

function near(given: string): string {
  const place = resolve(given);
  let names: string[] = [];
  try {
    names = readdirSync(dirname(place));
  } catch (error) {
    return `Its folder '${dirname(place)}' cannot be read: ${fileErrorText(error)}.`;
  }
  const [like] = nearest(basename(place), names);
  return like === undefined ? `Paths are relative to ${process.cwd()}.` : `Did you mean '${like}'?`;
}

function wrong(method: string, what: string, hint: string): ArgumentError {
  return new ArgumentError(`${method}: ${what}`, { method, argument: "source", hint });
}
