import { randomBytes } from "node:crypto";
import { lstat, readFile, rename, rm } from "node:fs/promises";
import { createFile } from "../../base/create-file.js";
import { ConfigError } from "../../domain/errors.js";
import { fileErrorText } from "../../domain/file-error.js";

/**
 * Sets variables in an env file and makes it readable only by its owner; other lines stay. The file is replaced, not
 * written through: a link in its place is not followed.
 *
 * @throws {ConfigError} it is not a file, or cannot be written
 */
export async function writeEnv(file: string, values: ReadonlyMap<string, string | number>): Promise<void> {
  if (file === "") throw unusable('""', "is not a path", undefined);
  const otherLines = (await linesOf(file)).filter(
    (line) => !values.has(/^\s*(?:export\s+)?(\w+)\s*=/.exec(line)?.[1] ?? ""),
  );
  while (otherLines.at(-1) === "") otherLines.pop();
  const lines = [...otherLines, ...[...values].map(([name, value]) => `${name}=${value}`)];
  const draft = `${file}.${randomBytes(12).toString("hex")}.tmp`;
  try {
    await createFile(draft, `${lines.join("\n")}\n`);
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {});
    throw unusable(file, `cannot be written: ${fileErrorText(error)}`, error);
  }
}

async function linesOf(file: string): Promise<string[]> {
  const found = await lstat(file).catch(() => undefined);
  if (found === undefined || found.isSymbolicLink()) return [];
  if (!found.isFile()) throw unusable(file, "is not a file", undefined);
  try {
    return (await readFile(file, "utf8")).split(/\r?\n/);
  } catch (error) {
    throw unusable(file, `cannot be read: ${fileErrorText(error)}`, error);
  }
}

function unusable(file: string, what: string, cause: unknown): ConfigError {
  return new ConfigError(`${file} ${what}`, {
    option: "--write-env",
    source: "the command line",
    hint: "choose another file",
    cause,
  });
}
