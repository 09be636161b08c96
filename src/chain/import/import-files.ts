/** The content of an import folder, and helpers that read it. */
import { readdirSync, readFileSync, type Stats, statSync } from "node:fs";
import { join } from "node:path";
import { type ArgumentError, badArgument } from "../../domain/errors.js";
import { type FileAnnotation, InvalidFormatError } from "../../domain/formats/file-annotation.js";
import type { PictureSize } from "../../domain/geometry/mask.js";
import { compareNames } from "../../domain/names.js";
import type { ProjectMeta } from "../../domain/records/project-meta.js";
import type { FileToUpload } from "../upload/placing.js";
import type { UploadRow } from "../upload/upload-result.js";

/** A picture of the folder and its annotation. */
export interface ImportPicture extends FileToUpload {
  /** Reads the annotation. `size`: the size of the picture. @throws {InvalidFormatError} the file is invalid */
  annotation(size: PictureSize): Promise<FileAnnotation>;
}

/** Contents of the folder. */
export interface ImportSource {
  readonly pictures: readonly ImportPicture[];
  /** Classes and tags of the folder. */
  readonly meta: Pick<ProjectMeta, "classes" | "tags">;
  /** Paths of the folder's datasets. */
  readonly datasets: readonly (readonly string[])[];
  /** Files of the folder that are not imported. */
  readonly refused: readonly UploadRow[];
  /** Content of the files that is not imported, for example `keypoints of 3 objects`. */
  readonly omitted: readonly string[];
}

/** Creates the error for a folder that cannot be imported. */
export function folderError(what: string, hint: string): ArgumentError {
  return badArgument("import", "folder", what, hint);
}

/** Runs `read` and adds the file's path to its `InvalidFormatError` errors. */
export function inFile<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InvalidFormatError)) throw error;
    throw folderError(`'${path}' ${error.message}`, "fix the file, or remove it");
  }
}

/** Reads a text file. @throws {ArgumentError} it is missing or not a regular file: reading a named pipe would never end */
export function readText(path: string): string {
  if (isFile(path)) return readFileSync(path, "utf8");
  throw folderError(`'${path}' is not a regular file`, "replace it with a file, or remove it");
}

/** Whether a path is a regular file; links are followed. */
export function isFile(path: string): boolean {
  return statOf(path)?.isFile() ?? false;
}

/** Whether a path is a folder; links are followed. */
export function isFolder(path: string): boolean {
  return statOf(path)?.isDirectory() ?? false;
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    // For example a name that is too long: reading it reports the reason.
    return undefined;
  }
}

/** Lists the names in a folder, in natural order; none if it is missing. */
export function namesIn(path: string): readonly string[] {
  return isFolder(path) ? readdirSync(path).sort(compareNames) : [];
}

/** Lists the names of the folders in a folder, in natural order. */
export function foldersIn(path: string): readonly string[] {
  return namesIn(path).filter((name) => isFolder(join(path, name)));
}
