import { readFile } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { z } from "zod";
import type { FormPart } from "../../base/multipart.js";
import { kinds } from "../../domain/arguments/kinds.js";
import { parseArgument } from "../../domain/arguments/parse-arguments.js";
import { RecordList } from "../../domain/display/record-display.js";
import { badArgument } from "../../domain/errors.js";
import { FileInfo, fileSchema } from "../../domain/records/file.js";
import { ApiGroup } from "../http/api-group.js";
import { type BulkOptions, inBatches } from "../http/bulk.js";
import type { CallOptions } from "../http/send.js";
import { writeContent } from "../http/write-content.js";

/** A source of an upload: the path of a local file, or the content itself. */
export type FileSource = string | Uint8Array;

/** One file to upload. */
export interface NewFile {
  /** The bytes, or the path of a file on this machine. */
  readonly source: FileSource;
  /** The path in the team files, for example `/reports/week-1.json`. */
  readonly path: string;
}

// The same sizes as in the official SDK.
const uploadBatch = 50;
const removeBatch = 1000;

const sourceSchema = z.union([kinds.name, kinds.bytes], "expected the path of a local file, or bytes");
const pathSchema = z.string("expected the path of a file, for example /reports/a.json").regex(/[^/]$/);
const filesSchema = z.array(z.object({ source: sourceSchema, path: pathSchema })).min(1);
const querySchema = z.strictObject({ recursive: kinds.flag }).partial();

/** Team files: `api.file`. */
export class FileApi extends ApiGroup {
  /** Lists the files in a folder and below it; with `recursive: false` its direct children, folders included. */
  async list(
    teamId: number,
    path: string,
    query: { readonly recursive?: boolean | undefined } = {},
    options?: CallOptions,
  ): Promise<RecordList<FileInfo>> {
    parseArgument("file.list", "path", kinds.name, path);
    parseArgument("file.list", "query", querySchema, query);
    const body = { teamId, path, recursive: query.recursive ?? true };
    const files = await this.caller.read("file-storage.list", body, z.array(fileSchema), options);
    return RecordList.collect(FileInfo, files);
  }

  /** Returns one file. @throws {NotFoundError} it does not exist or is not visible to this account */
  getInfoById(id: number, options?: CallOptions): Promise<FileInfo> {
    return this.caller.read("file-storage.info", { id }, fileSchema, options);
  }

  /** Returns the file at a path, or null. */
  async getInfoByPath(teamId: number, path: string, options?: CallOptions): Promise<FileInfo | null> {
    const found = await this.list(teamId, path, {}, options);
    return found.find((file) => file.path === path) ?? null;
  }

  /** Returns whether a file exists at a path. */
  async exists(teamId: number, path: string, options?: CallOptions): Promise<boolean> {
    return (await this.getInfoByPath(teamId, path, options)) !== null;
  }

  /** Returns whether a folder contains anything. */
  async dirExists(teamId: number, path: string, options?: CallOptions): Promise<boolean> {
    return (await this.list(teamId, folderOf("file.dirExists", path), {}, options)).length > 0;
  }

  /** Returns the total size in bytes of the files in a folder and below it. */
  async getDirectorySize(teamId: number, path: string, options?: CallOptions): Promise<number> {
    const files = await this.list(teamId, folderOf("file.getDirectorySize", path), {}, options);
    return files.reduce((sum, { size }) => sum + (size ?? 0), 0);
  }

  /**
   * Uploads a file, replacing an existing file at that path.
   *
   * @param source - the path of a local file, or its content
   * @example
   * await api.file.upload(8, "report.json", "/reports/week-1.json");
   */
  async upload(teamId: number, source: FileSource, path: string, options?: CallOptions): Promise<FileInfo> {
    parseArgument("file.upload", "source", sourceSchema, source);
    parseArgument("file.upload", "path", pathSchema, path);
    return (await this.#send(teamId, [{ source, path }], options))[0]!;
  }

  /** Uploads files, several at a time, and returns them in the same order. @throws {BulkError} some uploads failed */
  async uploadBulk(
    teamId: number,
    files: readonly NewFile[],
    options: BulkOptions = {},
  ): Promise<RecordList<FileInfo>> {
    parseArgument("file.uploadBulk", "files", filesSchema, files);
    const nameOf = ({ path }: NewFile) => path;
    const batching = { method: "file-storage.bulk.upload", size: uploadBatch, nameOf };
    const sent = await inBatches(files, batching, options, (batch) => this.#send(teamId, batch, options));
    return RecordList.collect(FileInfo, sent.flat());
  }

  /** Downloads a file, or a folder (a path that ends in a slash) as a tar archive, into memory. */
  async download(teamId: number, path: string, options?: CallOptions): Promise<Uint8Array> {
    parseArgument("file.download", "path", kinds.name, path);
    return this.caller.download("file-storage.download", { teamId, path }, ({ body }) => body, options);
  }

  /** Downloads a file to a local path; creates missing folders. */
  async downloadPath(teamId: number, path: string, localPath: string, options?: CallOptions): Promise<void> {
    parseArgument("file.downloadPath", "localPath", kinds.name, localPath);
    const bytes = await this.download(teamId, path, options);
    await writeContent("file.downloadPath", localPath, bytes);
  }

  /** Removes a file, or a folder (a path that ends in a slash) with its content. A missing path is not an error. */
  async remove(teamId: number, path: string, options?: CallOptions): Promise<void> {
    parseArgument("file.remove", "path", kinds.name, path);
    await this.caller.sendIdempotent("file-storage.remove", { teamId, path }, options);
  }

  /** Removes files and folders. @throws {BulkError} some removals failed */
  async removeBatch(teamId: number, paths: readonly string[], options: BulkOptions = {}): Promise<void> {
    parseArgument("file.removeBatch", "paths", kinds.someNames, paths);
    const method = "file-storage.bulk.remove";
    await inBatches(paths, { method, size: removeBatch }, options, (batch) =>
      this.caller.sendIdempotent(method, { teamId, paths: batch }, options),
    );
  }

  async #send(teamId: number, files: readonly NewFile[], options?: CallOptions): Promise<readonly FileInfo[]> {
    parseArgument("file.upload", "teamId", kinds.id, teamId);
    const parts: FormPart[] = [];
    for (const { source, path } of files) {
      const name = basename(path);
      const bytes = typeof source === "string" ? await readSource(source) : source;
      parts.push(
        { name: "name", bytes: Buffer.from(name) },
        { name: "path", bytes: Buffer.from(`${dirname(path)}/`.replace(/^\.?\/+|^\.\//, "/")) },
        { name: "file", fileName: name, mime: "application/octet-stream", bytes },
      );
    }
    const schema = z.array(fileSchema).length(files.length);
    // Uploading the same content to the same path twice has no further effect.
    return this.caller.upload("file-storage.bulk.upload", parts, schema, options, { teamId: String(teamId) });
  }
}

async function readSource(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw badArgument("file.upload", "source", `cannot read source: ${why}`, "pass the path of a local file, or bytes");
  }
}

function folderOf(method: string, path: string): string {
  parseArgument(method, "path", kinds.name, path);
  return path.endsWith("/") ? path : `${path}/`;
}
