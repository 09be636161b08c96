import { z } from "zod";
import type { Command, Database, Query } from "../db/database.js";
import { invalid } from "../http/problem.js";
import type { Blob } from "./blob-folder.js";
import { foldersOf, nameOf } from "./file-path.js";

const fileRow = z.object({
  id: z.int(),
  teamId: z.int(),
  userId: z.int(),
  path: z.string(),
  blob: z.string(),
  size: z.int(),
  hash: z.string(),
  mime: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
});

/** A file of a team. */
export type FileRow = z.output<typeof fileRow>;

const blobRow = z.object({ blob: z.string() });

/** A file that is to be kept. */
export interface NewFile extends Blob {
  readonly path: string;
  readonly mime: string;
}

/** What a folder holds: a file of its own, or a folder that something lies in. */
export type FileEntry = { readonly kind: "file"; readonly file: FileRow } | { readonly kind: "folder"; path: string };

/** How a folder is read. */
export interface WalkOptions {
  readonly recursive: boolean;
  readonly files: boolean;
  readonly folders: boolean;
  /** Only what lies behind this path. */
  readonly after?: string | undefined;
}

// Rows that are read at once.
const chunk = 1000;

/** The files of teams by their paths. Folders are not kept: a folder is there as long as a file lies in it. */
export class FileStore {
  readonly #byId: Query<FileRow>;
  readonly #byPath: Query<FileRow>;
  readonly #range: Query<FileRow>;
  readonly #size: Query<{ size: number }>;
  readonly #blobs: Query<z.output<typeof blobRow>>;
  readonly #put: Command;
  readonly #remove: Command;

  constructor(database: Database) {
    this.#byId = database.query("SELECT * FROM teamFiles WHERE id = ?", fileRow);
    this.#byPath = database.query("SELECT * FROM teamFiles WHERE teamId = ? AND path = ?", fileRow);
    this.#range = database.query(
      "SELECT * FROM teamFiles WHERE teamId = ? AND path > ? AND path < ? ORDER BY path LIMIT ?",
      fileRow,
    );
    this.#size = database.query(
      "SELECT ifnull(sum(size), 0) AS size FROM teamFiles WHERE teamId = ? AND path > ? AND path < ?",
      z.object({ size: z.int() }),
    );
    this.#blobs = database.query("SELECT blob FROM teamFiles", blobRow);
    this.#put = database.command(
      `INSERT INTO teamFiles (teamId, userId, path, blob, size, hash, mime, createdAt, updatedAt)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (teamId, path) DO UPDATE SET userId = excluded.userId,
       blob = excluded.blob, size = excluded.size, hash = excluded.hash, mime = excluded.mime, updatedAt = excluded.updatedAt`,
    );
    this.#remove = database.command("DELETE FROM teamFiles WHERE id = ?");
  }

  find(id: number): FileRow | undefined {
    return this.#byId.first(id);
  }

  at(teamId: number, path: string): FileRow | undefined {
    return this.#byPath.first(teamId, path);
  }

  /** The names of all contents that files are made of. */
  blobs(): Set<string> {
    return new Set(this.#blobs.all().map(({ blob }) => blob));
  }

  /**
   * Keeps a file, in place of one of the same path; gives the file, and the content that it replaced.
   *
   * @throws {Problem} a folder has that path, or a file has that of one of its folders
   */
  put(
    teamId: number,
    userId: number,
    file: NewFile,
    now: string,
  ): { readonly file: FileRow; readonly replaced: string | undefined } {
    const { path, blob, size, hash, mime } = file;
    const before = this.at(teamId, path);
    if (before === undefined) this.#refuseClash(teamId, path);
    this.#put.run(teamId, userId, path, blob, size, hash, mime, now, now);
    const kept = this.at(teamId, path);
    if (kept === undefined) throw new Error(`file ${path} is not there after it was put`);
    return { file: kept, replaced: before?.blob };
  }

  /** Removes a file, or a folder (its path ends in a slash) with all that lies in it; gives their contents. */
  remove(teamId: number, path: string): string[] {
    const found = path.endsWith("/") ? [...this.#within(teamId, path)] : [this.at(teamId, path)];
    const files = found.filter((file) => file !== undefined);
    for (const { id } of files) this.#remove.run(id);
    return files.map(({ blob }) => blob);
  }

  /** Whether anything lies in the folder. */
  hasFolder(teamId: number, folder: string): boolean {
    return this.#within(teamId, folder).next().done !== true;
  }

  /** The bytes of all that lies in a folder. */
  sizeOf(teamId: number, folder: string): number {
    return this.#size.first(teamId, folder, endOf(folder))?.size ?? 0;
  }

  /** What lies in `folder` (its path ends in a slash), by path. */
  *walk(teamId: number, folder: string, options: WalkOptions): Generator<FileEntry> {
    const { recursive, files, folders, after } = options;
    // The folders of what is not asked for again were told before.
    const told = new Set(after === undefined ? [] : [after, ...foldersOf(after)]);
    const start = after?.endsWith("/") && !recursive ? endOf(after) : after;
    let rows = this.#within(teamId, folder, start);
    for (let next = rows.next(); next.done !== true; next = rows.next()) {
      const file = next.value;
      const above = foldersOf(file.path).filter((each) => each.length > folder.length);
      const shown = recursive ? above : above.slice(0, 1);
      for (const path of shown.filter((each) => folders && !told.has(each))) {
        told.add(path);
        yield { kind: "folder", path };
      }
      if (recursive || above.length === 0) {
        if (files) yield { kind: "file", file };
      } else {
        // Past the folder at once, however much lies in it.
        rows = this.#within(teamId, folder, endOf(shown[0] ?? folder));
      }
    }
  }

  *#within(teamId: number, folder: string, after = folder): Generator<FileRow> {
    let last = after;
    for (;;) {
      const rows = this.#range.all(teamId, last, endOf(folder), chunk);
      yield* rows;
      const end = rows.at(-1);
      if (end === undefined || rows.length < chunk) return;
      last = end.path;
    }
  }

  #refuseClash(teamId: number, path: string): void {
    if (this.hasFolder(teamId, `${path}/`)) throw invalid("path", `there is a folder "${path}/"`, "any.unique");
    const file = foldersOf(path).find((folder) => this.at(teamId, folder.slice(0, -1)) !== undefined);
    if (file !== undefined) throw invalid("path", `"${file.slice(0, -1)}" is a file, not a folder`, "any.unique");
  }
}

/** The first text after everything that begins with `folder/`: the slash's successor is a zero. */
function endOf(folder: string): string {
  return `${folder.slice(0, -1)}0`;
}

/** A file as it travels. */
export function fileWire(file: FileRow, origin: string): object {
  const { blob: _blob, size, mime, ...kept } = file;
  const name = nameOf(file.path);
  const dot = name.lastIndexOf(".");
  const ext = dot > 0 ? name.slice(dot + 1).toLowerCase() : "";
  const storagePath = `/storage-resources/file-storage/raw/${file.id}`;
  return {
    ...kept,
    name,
    type: "file",
    isDir: false,
    storagePath,
    fullStorageUrl: `${origin}${storagePath}`,
    meta: { ext, mime, size },
  };
}

/** A folder as it travels; it has no id, since it is only a part of paths. */
export function folderWire(path: string, teamId: number, size: number): object {
  const meta = { size };
  return {
    id: null,
    teamId,
    name: nameOf(path),
    path: path.replace(/(?<=.)\/$/, ""),
    type: "folder",
    isDir: true,
    meta,
  };
}
