import { lstat } from "node:fs/promises";
import { replacePrivateFile } from "../../base/files/create-file.js";
import { envParts, readEnvText } from "../../client/config/env-file.js";
import { ConfigError } from "../../domain/errors.js";
import { fileErrorText } from "../../domain/file-error.js";

/**
 * Sets variables in an env file and makes it readable only by its owner; other lines are kept. The file is replaced: a
 * link at its path is not followed.
 *
 * @throws {ConfigError} it is not a file, or cannot be written
 */
export async function writeEnv(file: string, values: ReadonlyMap<string, string | number>): Promise<void> {
  if (file === "") throw unusable('""', "is not a path", undefined);
  const otherParts = (await partsOf(file)).filter(({ variable }) => variable === undefined || !values.has(variable));
  const before = otherParts
    .map(({ text }) => text)
    .join("")
    .trimEnd();
  const lines = [...(before === "" ? [] : [before]), ...[...values].map(([name, value]) => `${name}=${value}`)];
  try {
    await replacePrivateFile(file, `${lines.join("\n")}\n`);
  } catch (error) {
    throw unusable(file, `cannot be written: ${fileErrorText(error)}`, error);
  }
}

async function partsOf(file: string) {
  const found = await lstat(file).catch(() => undefined);
  if (found === undefined || found.isSymbolicLink()) return [];
  if (!found.isFile()) throw unusable(file, "is not a file", undefined);
  return envParts(readEnvText(file, file) ?? "");
}

function unusable(file: string, what: string, cause: unknown): ConfigError {
  return new ConfigError(`${file} ${what}`, {
    option: "--write-env",
    source: "the command line",
    hint: "choose another file",
    cause,
  });
}
