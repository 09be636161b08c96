import { writeFileAtomic } from "../../base/write-file-atomic.js";
import { ArgumentError } from "../../domain/errors.js";
import { fileErrorText } from "../../domain/file-error.js";

/** Writes downloaded content to a file; creates missing folders. @throws {ArgumentError} the file cannot be written */
export async function writeContent(method: string, path: string, content: Uint8Array): Promise<void> {
  try {
    await writeFileAtomic(path, content);
  } catch (error) {
    throw new ArgumentError(`${method}: cannot write ${path}: ${fileErrorText(error)}`, {
      method,
      argument: "path",
      hint: "choose another path",
      cause: error,
    });
  }
}
