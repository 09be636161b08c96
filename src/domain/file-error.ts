/** Describes failed file operations, for example `the disk is full` for `ENOSPC`. */
import { errorCode } from "../base/error-code.js";

const causes: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  SQLITE_FULL: "the disk is full",
  EDQUOT: "your disk quota is used up",
  EROFS: "the file system is read-only",
  SQLITE_READONLY: "the file or its folder cannot be written to",
  EACCES: "permission denied",
  EPERM: "permission denied",
  SQLITE_PERM: "permission denied",
  ENOENT: "no such file or folder",
  SQLITE_CANTOPEN: "the file cannot be opened",
  ENOTDIR: "a part of the path is not a folder",
  EISDIR: "it is a folder",
  EEXIST: "it already exists",
  ELOOP: "its symbolic links form a loop",
  ENAMETOOLONG: "its name is too long",
  EMFILE: "too many files are open",
  ENFILE: "too many files are open",
  EIO: "the disk reports an input or output error",
  SQLITE_IOERR: "the disk reports an input or output error",
  SQLITE_CORRUPT: "the file is damaged",
  SQLITE_NOTADB: "it is not a database",
  SQLITE_BUSY: "another process is using it",
  SQLITE_LOCKED: "another process is using it",
};

/** Whether an operation on files failed, and not for example one of the network. */
export function isFileError(error: unknown): boolean {
  const isSystem = error instanceof Error && "syscall" in error;
  return isDiskError(error) || (isSystem && ("path" in error || Object.hasOwn(causes, errorCode(error) ?? "")));
}

/** Whether a write failed because the disk or the user's quota is full. */
export function isDiskFull(error: unknown): boolean {
  const code = errorCode(error);
  return code === "ENOSPC" || code === "EDQUOT";
}

/** Whether a write failed because the disk is full, read-only, or broken. */
export function isDiskError(error: unknown): boolean {
  const code = errorCode(error) ?? "";
  return /^(ENOSPC|EDQUOT|EROFS|EIO|SQLITE_(FULL|READONLY|IOERR|CANTOPEN)(_|$))/.test(code);
}

/** Explains why a file operation failed, for example `the disk is full (ENOSPC)`; unknown codes give the error's message. */
export function fileErrorText(error: unknown): string {
  const code = errorCode(error);
  // Node reports ENOENT if it cannot create a folder on a read-only file system.
  if (code === "ENOENT" && error instanceof Error && "syscall" in error && error.syscall === "mkdir")
    return "the folder cannot be created there";
  // SQLite's extended codes begin with the plain ones: SQLITE_IOERR_WRITE.
  const key = Object.keys(causes).find((key) => code === key || code?.startsWith(`${key}_`));
  if (code !== undefined && key !== undefined) return `${causes[key]} (${code})`;
  return error instanceof Error ? error.message : String(error);
}
