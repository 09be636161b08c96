import { writeFileAtomic } from "../../base/files/write-file-atomic.js";
import { badArgument } from "../../domain/errors.js";
import { fileErrorText } from "../../domain/file-error.js";

/** Writes downloaded content to a file; creates missing folders. @throws {ArgumentError} the file cannot be written */
export async function writeContent(method: string, path: string, content: Uint8Array): Promise<void> {
  try {
    await writeFileAtomic(path, content);
  } catch (error) {
    throw badArgument(method, "path", `cannot write ${path}: ${fileErrorText(error)}`, "choose another path", error);
  }
}
