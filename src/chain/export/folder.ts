/**
 * The folder of an export. It is written beside its place under the name `….unfinished`, where a later run goes on, and
 * renamed when it is whole. A file in it, `.slylab-export.json`, tells that it is ours and names what we wrote.
 */
import { createHash } from "node:crypto";
import { createReadStream, existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { copyFile, link, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import { makeFolder } from "../../base/make-folder.js";
import { ArgumentError } from "../../domain/errors.js";

/** The name of the file that tells that a folder is ours. */
export const markName = ".slylab-export.json";

const markSchema = z.object({
  export: z.string(),
  pictures: z.string(),
  /** Of a finished export, the files that it wrote. */
  files: z.array(z.string()).optional(),
});
type Mark = z.output<typeof markSchema>;

/** What a folder is to hold. */
export interface FolderPurpose {
  readonly folder: string;
  readonly as: string;
  readonly withPictures: boolean;
}

function refuse(folder: string, what: string, hint: string): never {
  throw new ArgumentError(`export: ${JSON.stringify(folder)} ${what}`, { method: "export", argument: "folder", hint });
}

function readMark(folder: string): Mark | undefined {
  try {
    return markSchema.parse(JSON.parse(readFileSync(join(folder, markName), "utf8")));
  } catch {
    return undefined;
  }
}

/** Refuses a place where something stands that is no export of ours in this format. */
export function checkFolder({ folder, as }: FolderPurpose): void {
  for (const place of [folder, unfinished(folder)]) {
    if (!existsSync(place)) continue;
    if (!statSync(place).isDirectory()) refuse(place, "is a file", "name a folder that does not exist yet");
    const mark = readMark(place);
    if (mark === undefined) {
      if (readdirSync(place).length === 0) continue;
      refuse(place, "exists and is not an export of slylab", "name a folder that does not exist yet");
    }
    if (mark.export !== as) refuse(place, `is an export as '${mark.export}'`, `name another folder for '${as}'`);
  }
}

function unfinished(folder: string): string {
  return `${folder}.unfinished`;
}

/** A file that is to be there, with the hash of its content: base64 of SHA-256. */
export interface KnownFile {
  /** Relative, parts joined by `/`. */
  readonly path: string;
  readonly hash: string | null;
  readonly size: number | null;
}

/** A folder that is being written. */
export class ExportFolder {
  readonly #purpose: FolderPurpose;
  readonly #place: string;
  readonly #made = new Map<string, Promise<unknown>>();
  readonly #files = new Set<string>();

  private constructor(purpose: FolderPurpose) {
    this.#purpose = purpose;
    this.#place = unfinished(purpose.folder);
  }

  /** Opens the unfinished folder, a new one or that of a run that was interrupted. */
  static async open(purpose: FolderPurpose): Promise<ExportFolder> {
    checkFolder(purpose);
    const folder = new ExportFolder(purpose);
    await makeFolder(folder.#place);
    await folder.#writeMark({});
    return folder;
  }

  /** The path of a file in the folder; its folders are made, and it counts as written. */
  async path(file: string): Promise<string> {
    const path = this.#inside(this.#place, file);
    this.#files.add(file);
    await this.folder(dirname(path));
    return path;
  }

  /** Makes a folder, by its absolute path or relative to the export. */
  async folder(path: string): Promise<void> {
    const whole = path.startsWith(this.#place) ? path : this.#inside(this.#place, path);
    const known = this.#made.get(whole) ?? makeFolder(whole);
    this.#made.set(whole, known);
    await known;
  }

  /** Writes a file. */
  async write(file: string, content: string | Uint8Array): Promise<void> {
    await writeFile(await this.path(file), content);
  }

  /** Removes a file that was only needed on the way. */
  async remove(file: string): Promise<void> {
    this.#files.delete(file);
    await rm(this.#inside(this.#place, file), { force: true });
  }

  /** Whether a file is there with its content, from an interrupted run or from the finished export; it is taken over. */
  async has(file: KnownFile): Promise<boolean> {
    const path = await this.path(file.path);
    if (await isContent(path, file)) return true;
    const earlier = this.#inside(this.#purpose.folder, file.path);
    if (!(await isContent(earlier, file))) return false;
    await rm(path, { force: true });
    // Not all file systems have links.
    await link(earlier, path).catch(() => copyFile(earlier, path));
    return true;
  }

  /** Puts the whole export in its place. Files of others in an earlier export move along. */
  async finish(): Promise<void> {
    const { folder } = this.#purpose;
    await this.#removeRest();
    await this.#writeMark({ files: [...this.#files].sort() });
    if (!existsSync(folder)) return rename(this.#place, folder);
    await this.#moveForeign(readMark(folder)?.files ?? []);
    const replaced = `${folder}.replaced`;
    await rm(replaced, { recursive: true, force: true });
    await rename(folder, replaced);
    await rename(this.#place, folder);
    await rm(replaced, { recursive: true, force: true });
  }

  async #writeMark(more: { files?: readonly string[] }): Promise<void> {
    const { as, withPictures } = this.#purpose;
    const mark = { export: as, pictures: withPictures ? "files" : "none", ...more };
    await writeFile(join(this.#place, markName), `${JSON.stringify(mark, null, 1)}\n`);
  }

  /** What an interrupted run wrote and this one did not, for example of an image that is gone. */
  async #removeRest(): Promise<void> {
    for (const file of await filesIn(this.#place)) {
      if (!this.#files.has(file) && file !== markName) await rm(join(this.#place, ...file.split("/")), { force: true });
    }
  }

  async #moveForeign(ours: readonly string[]): Promise<void> {
    const { folder } = this.#purpose;
    const known = new Set([...ours, ...this.#files, markName]);
    for (const file of await filesIn(folder)) {
      if (known.has(file)) continue;
      const path = this.#inside(this.#place, file);
      await makeFolder(dirname(path));
      await rename(join(folder, ...file.split("/")), path);
    }
  }

  #inside(folder: string, file: string): string {
    const path = join(folder, ...file.split("/"));
    // Names were made safe before; this is the last door.
    if (!path.startsWith(folder + sep)) refuse(path, "lies outside of the export", "report this as a bug of slylab");
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

/** The last part of a path, for messages. */
export function shownFolder(folder: string): string {
  return `'${basename(folder)}'`;
}
