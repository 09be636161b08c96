/**
 * The folder of an export. It is written as `<folder>.unfinished`, which a later run continues, and renamed when it is
 * complete. Its file `.slylab-export.json` marks it as an export and lists the written files.
 */
import { createHash } from "node:crypto";
import {
  accessSync,
  constants,
  createReadStream,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  realpathSync,
  type Stats,
  statSync,
} from "node:fs";
import { copyFile, link, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import { makeFolder } from "../../base/files/make-folder.js";
import { writeFileAtomic } from "../../base/files/write-file-atomic.js";
import { ArgumentError, badArgument } from "../../domain/errors.js";
import { fileErrorText } from "../../domain/file-error.js";

/** Name of the file that marks a folder as an export. */
const markName = ".slylab-export.json";
/**
 * Contains the earlier export while it is replaced, so that a killed run leaves it inside a folder that slylab owns.
 */
const earlierName = ".slylab-earlier";

const markSchema = z.object({
  export: z.string(),
  pictures: z.string(),
  /** The written files, in a finished export. */
  files: z.array(z.string()).optional(),
  /** Files of the user, moved here from the earlier export. */
  moved: z.array(z.string()).optional(),
});
type Mark = z.output<typeof markSchema>;

/** The content and the folder of an export. */
export interface FolderPurpose {
  readonly folder: string;
  readonly as: string;
  readonly withPictures: boolean;
}

function rejectFolder(folder: string, what: string, hint: string): never {
  throw badArgument("export", "folder", `${JSON.stringify(folder)} ${what}`, hint);
}

/** Whether a file is left of a run that was killed while it wrote the mark. */
function isUnfinishedMark(name: string): boolean {
  return name.startsWith(`.${markName}.`) && name.endsWith(".part");
}

function readMark(folder: string): Mark | undefined {
  try {
    return markSchema.parse(JSON.parse(readFileSync(join(folder, markName), "utf8")));
  } catch {
    return undefined;
  }
}

/**
 * Resolves a link at the path of an export, which would otherwise be replaced by a folder. @throws {ArgumentError} it
 * is broken
 */
export function linkedFolder(folder: string): string {
  if (entryAt(folder)?.isSymbolicLink() !== true) return folder;
  try {
    return realpathSync(folder);
  } catch (error) {
    rejectFolder(folder, `is a broken link: ${fileErrorText(error)}`, "choose another folder, or remove the link");
  }
}

/** Returns the entry at a path without following links; undefined if there is none. */
function entryAt(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch {
    return undefined;
  }
}

/** Checks that the folder above can be written; missing ones are created. */
function checkAbove(folder: string): void {
  let above = dirname(folder);
  while (entryAt(above) === undefined && above !== dirname(above)) above = dirname(above);
  try {
    if (!statSync(above).isDirectory()) rejectFolder(above, "is not a folder", "choose a writable folder");
    accessSync(above, constants.W_OK | constants.X_OK);
  } catch (error) {
    if (error instanceof ArgumentError) throw error;
    rejectFolder(above, `cannot be written: ${fileErrorText(error)}`, "choose a writable folder");
  }
}

/**
 * Checks that a folder can be written. @throws {ArgumentError} it exists and is not an export of slylab in this format, or it
 * cannot be created
 */
export function checkFolder({ folder, as }: FolderPurpose): void {
  checkAbove(folder);
  for (const path of [folder, unfinished(folder)]) {
    if (!existsSync(path)) continue;
    if (!statSync(path).isDirectory()) rejectFolder(path, "is a file", "choose a folder that does not exist yet");
    const mark = readMark(path);
    if (mark === undefined) {
      if (readdirSync(path).every(isUnfinishedMark)) continue;
      rejectFolder(path, "exists and is not an export of slylab", "choose a folder that does not exist yet");
    }
    if (mark.export !== as) rejectFolder(path, `is an export as '${mark.export}'`, `choose another folder for '${as}'`);
  }
}

function unfinished(folder: string): string {
  return `${folder}.unfinished`;
}

/** An expected file; `hash` is the SHA-256 of its content in base64. */
export interface KnownFile {
  /** Relative path, with `/`. */
  readonly path: string;
  readonly hash: string | null;
  readonly size: number | null;
}

/** The unfinished folder of a running export. */
export class ExportFolder {
  readonly #purpose: FolderPurpose;
  readonly #unfinished: string;
  readonly #made = new Map<string, Promise<unknown>>();
  readonly #files = new Set<string>();
  /** Files of the user. */
  readonly #moved = new Set<string>();

  private constructor(purpose: FolderPurpose) {
    this.#purpose = purpose;
    this.#unfinished = unfinished(purpose.folder);
  }

  /** Creates the unfinished folder or opens the one of an interrupted run. */
  static async open(purpose: FolderPurpose): Promise<ExportFolder> {
    checkFolder(purpose);
    const folder = new ExportFolder(purpose);
    for (const file of readMark(folder.#unfinished)?.moved ?? []) folder.#moved.add(file);
    await makeFolder(folder.#unfinished);
    await folder.#writeMark();
    return folder;
  }

  /** Returns the path of a file in the folder, creates its parent folders and counts the file as written. */
  async path(file: string): Promise<string> {
    const path = this.#inside(this.#unfinished, file);
    this.#files.add(file);
    await this.folder(dirname(path));
    return path;
  }

  /** Creates a folder, given as an absolute path or relative to the export. */
  async folder(path: string): Promise<void> {
    const absolutePath = path.startsWith(this.#unfinished) ? path : this.#inside(this.#unfinished, path);
    const created = this.#made.get(absolutePath) ?? makeFolder(absolutePath);
    this.#made.set(absolutePath, created);
    await created;
  }

  /** Writes a file. */
  async write(file: string, content: string | Uint8Array): Promise<void> {
    await writeFile(await this.path(file), content);
  }

  /** Removes a temporary file. */
  async remove(file: string): Promise<void> {
    this.#files.delete(file);
    await rm(this.#inside(this.#unfinished, file), { force: true });
  }

  /** Whether a file exists with the expected content. One from the finished export is linked or copied. */
  async has(file: KnownFile): Promise<boolean> {
    const path = await this.path(file.path);
    if (await isContent(path, file)) return true;
    const earlier = this.#inside(this.#purpose.folder, file.path);
    if (!(await isContent(earlier, file))) return false;
    await rm(path, { force: true });
    // Not all file systems support links.
    await link(earlier, path).catch(() => copyFile(earlier, path));
    return true;
  }

  /** Renames the folder to its final name. Files in an earlier export that slylab did not write are kept. */
  async finish(): Promise<void> {
    const { folder } = this.#purpose;
    await rm(join(this.#unfinished, earlierName), { recursive: true, force: true });
    await this.#removeRest();
    const exists = existsSync(folder);
    if (exists) await this.#moveForeign(readMark(folder)?.files ?? []);
    await this.#writeMark([...this.#files].sort());
    if (exists) await rename(folder, join(this.#unfinished, earlierName));
    await rename(this.#unfinished, folder);
    await rm(join(folder, earlierName), { recursive: true, force: true });
  }

  /** Atomic, because a folder with an incomplete mark would be rejected as not written by slylab. */
  async #writeMark(files?: readonly string[]): Promise<void> {
    const { as, withPictures } = this.#purpose;
    const moved = this.#moved.size === 0 ? {} : { moved: [...this.#moved].sort() };
    const written = files === undefined ? {} : { files };
    const mark = { export: as, pictures: withPictures ? "files" : "none", ...written, ...moved };
    await writeFileAtomic(join(this.#unfinished, markName), `${JSON.stringify(mark, null, 1)}\n`);
  }

  /** Removes files that an interrupted run wrote and this one did not, for example of a deleted image. */
  async #removeRest(): Promise<void> {
    for (const file of await filesIn(this.#unfinished)) {
      if (this.#files.has(file) || this.#moved.has(file) || file === markName) continue;
      await rm(join(this.#unfinished, ...file.split("/")), { force: true });
    }
  }

  async #moveForeign(ours: readonly string[]): Promise<void> {
    const { folder } = this.#purpose;
    const ownFiles = new Set([...ours, ...this.#files, markName]);
    const isEarlier = (file: string) => file.startsWith(`${earlierName}/`);
    const foreign = (await filesIn(folder)).filter((file) => !ownFiles.has(file) && !isEarlier(file));
    for (const file of foreign) this.#moved.add(file);
    // Before the first is moved: a later run must not mistake them for leftovers of this one.
    await this.#writeMark();
    for (const file of foreign) {
      const path = this.#inside(this.#unfinished, file);
      await makeFolder(dirname(path));
      await rename(join(folder, ...file.split("/")), path);
    }
  }

  #inside(folder: string, file: string): string {
    const path = join(folder, ...file.split("/"));
    // File names were sanitized before; this is a second check.
    if (!path.startsWith(folder + sep)) rejectFolder(path, "is outside the export", "report this as a bug of slylab");
    return path;
  }
}

async function isContent(path: string, { hash, size }: KnownFile): Promise<boolean> {
  if (hash === null) return false;
  const found = await stat(path).catch(() => undefined);
  if (found === undefined || !found.isFile() || (size !== null && found.size !== size)) return false;
  const digest = createHash("sha256");
  await pipeline(createReadStream(path), digest);
  return digest.digest("base64") === hash;
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return path
        .slice(folder.length + 1)
        .split(sep)
        .join("/");
    });
}
