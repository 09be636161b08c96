import { z } from "zod";
import { Store } from "../db/store.js";
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

/** A new file. */
export interface NewFileRow extends Blob {
  readonly path: string;
  readonly mime: string;
}

/** An entry of a folder: a file, or a folder with files. */
export type FileEntry = { readonly kind: "file"; readonly file: FileRow } | { readonly kind: "folder"; path: string };

/** Options of {@link FileStore.walk}. */
export interface FileWalkOptions {
  readonly recursive: boolean;
  readonly files: boolean;
  readonly folders: boolean;
  /** Only entries after this path. */
  readonly after?: string | undefined;
}

// Rows per query.
const chunk = 1000;

/** Stores the files of teams by path. Folders are not stored: a folder exists while it has a file. */
export class FileStore extends Store {
  readonly #sql = {
    byId: this.database.query("SELECT * FROM teamFiles WHERE id = ?", fileRow),
    byPath: this.database.query("SELECT * FROM teamFiles WHERE teamId = ? AND path = ?", fileRow),
    range: this.database.query(
      "SELECT * FROM teamFiles WHERE teamId = ? AND path > ? AND path < ? ORDER BY path LIMIT ?",
      fileRow,
    ),
    size: this.database.query(
      "SELECT ifnull(sum(size), 0) AS size FROM teamFiles WHERE teamId = ? AND path > ? AND path < ?",
      z.object({ size: z.int() }),
    ),
    blobs: this.database.query("SELECT blob FROM teamFiles", blobRow),
    put: this.database.command(
      `INSERT INTO teamFiles (teamId, userId, path, blob, size, hash, mime, createdAt, updatedAt)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (teamId, path) DO UPDATE SET userId = excluded.userId,
       blob = excluded.blob, size = excluded.size, hash = excluded.hash, mime = excluded.mime, updatedAt = excluded.updatedAt`,
    ),
    remove: this.database.command("DELETE FROM teamFiles WHERE id = ?"),
  };

  find(id: number): FileRow | undefined {
    return this.#sql.byId.first(id);
  }

  at(teamId: number, path: string): FileRow | undefined {
    return this.#sql.byPath.first(teamId, path);
  }

  /** Returns the names of the contents of all files. */
  blobs(): Set<string> {
    return new Set(this.#sql.blobs.all().map(({ blob }) => blob));
  }

  /**
   * Adds a file or replaces the one with the same path; returns the file, and the replaced content.
   *
   * @throws {Problem} the path is a folder, or one of its folders is a file
   */
  put(
    teamId: number,
    userId: number,
    file: NewFileRow,
    now: string,
  ): { readonly file: FileRow; readonly replaced: string | undefined } {
    const { path, blob, size, hash, mime } = file;
    const before = this.at(teamId, path);
    if (before === undefined) this.#refuseClash(teamId, path);
    this.#sql.put.run(teamId, userId, path, blob, size, hash, mime, now, now);
    const kept = this.at(teamId, path);
    if (kept === undefined) throw new Error(`file ${path} is missing after it was written`);
    return { file: kept, replaced: before?.blob };
  }

  /** Removes a file, or a folder (its path ends in a slash) with its files; returns their contents. */
  remove(teamId: number, path: string): string[] {
    const found = path.endsWith("/") ? [...this.#within(teamId, path)] : [this.at(teamId, path)];
    const files = found.filter((file) => file !== undefined);
    for (const { id } of files) this.#sql.remove.run(id);
    return files.map(({ blob }) => blob);
  }

  /** Whether the folder has any files. */
  hasFolder(teamId: number, folder: string): boolean {
    return this.#within(teamId, folder).next().done !== true;
  }

  /** Returns the size of all files in a folder, in bytes. */
  sizeOf(teamId: number, folder: string): number {
    return this.#sql.size.first(teamId, folder, endOf(folder))?.size ?? 0;
  }

  /** Yields the entries of `folder` (its path ends in a slash), sorted by path. */
  *walk(teamId: number, folder: string, options: FileWalkOptions): Generator<FileEntry> {
    const { recursive, files, folders, after } = options;
    // Folders of earlier pages are not repeated.
    const reported = new Set(after === undefined ? [] : [after, ...foldersOf(after)]);
    const start = after?.endsWith("/") && !recursive ? endOf(after) : after;
    let rows = this.#within(teamId, folder, start);
    for (let next = rows.next(); next.done !== true; next = rows.next()) {
      const file = next.value;
      const above = foldersOf(file.path).filter((each) => each.length > folder.length);
      const shown = recursive ? above : above.slice(0, 1);
      for (const path of shown.filter((each) => folders && !reported.has(each))) {
        reported.add(path);
        yield { kind: "folder", path };
      }
      if (recursive || above.length === 0) {
        if (files) yield { kind: "file", file };
      } else {
        // Skips the rest of the folder without reading it.
        rows = this.#within(teamId, folder, endOf(shown[0] ?? folder));
      }
    }
  }

  *#within(teamId: number, folder: string, after = folder): Generator<FileRow> {
    let last = after;
    for (;;) {
      const rows = this.#sql.range.all(teamId, last, endOf(folder), chunk);
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

/** Returns the first text after all paths in `folder/`: "0" is the successor of "/". */
function endOf(folder: string): string {
  return `${folder.slice(0, -1)}0`;
}

/** Converts a file to the API's format. */
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

/** Converts a folder to the API's format; folders have no id. */
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
