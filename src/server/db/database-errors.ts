/** Another process has the database. */
export class DatabaseInUse extends Error {
  constructor(file: string) {
    super(`${file} is in use by another process: stop that one, or choose another folder`);
    this.name = "DatabaseInUse";
  }
}

/** The file holds something else than this version of slylab wrote. */
export class DatabaseForeign extends Error {
  constructor(file: string, what: string) {
    super(`${file} ${what}: it is left as it is; choose another folder`);
    this.name = "DatabaseForeign";
  }
}

/** The folder or a file in it cannot be made or written. */
export class DataFolderUnusable extends Error {
  readonly path: string;

  constructor(path: string, cause: unknown) {
    super(`${path} cannot be written: ${reasonOf(cause)}`, { cause });
    this.name = "DataFolderUnusable";
    this.path = path;
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
  ENOTDIR: "a part of the path is not a folder",
  EEXIST: "it is not a folder",
  EISDIR: "it is a folder",
  ENOENT: "its parent folder cannot be made",
  ENOSPC: "the disk is full",
  ENAMETOOLONG: "the name is too long",
};

function reasonOf(cause: unknown): string {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  return reasons[code] ?? (cause instanceof Error ? cause.message : String(cause));
}
