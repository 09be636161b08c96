import { errorCode, fileErrorText } from "../../domain/file-error.js";

/** Another process has the database. */
export class DatabaseInUseError extends Error {
  constructor(file: string) {
    super(`${file} is in use by another process: stop that one, or choose another folder`);
    this.name = "DatabaseInUseError";
  }
}

/** The file holds something else than this version of slylab wrote. */
export class ForeignDatabaseError extends Error {
  constructor(file: string, what: string) {
    super(`${file} ${what}: it is left as it is; choose another folder`);
    this.name = "ForeignDatabaseError";
  }
}

/** The folder or a file in it cannot be made or written. */
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
      return "its parent folder cannot be made";
    default:
      return fileErrorText(cause);
  }
}
