import { errorCode } from "../../base/error-code.js";
import { fileErrorText } from "../../domain/file-error.js";

/** Another process uses the database. */
export class DatabaseInUseError extends Error {
  constructor(file: string) {
    super(`${file} is in use by another process: stop that process first`);
    this.name = "DatabaseInUseError";
  }
}

/** The file was not written by this version of slylab. */
export class ForeignDatabaseError extends Error {
  constructor(file: string, what: string) {
    super(`${file} ${what}; it was not changed`);
    this.name = "ForeignDatabaseError";
  }
}

/** The data folder or a file in it cannot be created or written. */
export class DataFolderError extends Error {
  readonly path: string;

  constructor(path: string, cause: unknown) {
    super(`${path} cannot be written: ${reasonOf(cause)}`, { cause });
    this.name = "DataFolderError";
    this.path = path;
  }
}

function reasonOf(cause: unknown): string {
  switch (errorCode(cause)) {
    case "EEXIST":
      return "it is not a folder";
    case "ENOENT":
      return "its parent folder cannot be created";
    default:
      return fileErrorText(cause);
  }
}
