/** Reads env files, for the client, the prompt and `slylab doctor` alike. */
import { readFileSync, realpathSync, type Stats, statSync } from "node:fs";
import { createRequire } from "node:module";
import { ConfigError } from "../../domain/errors.js";
import { errorCode, fileErrorText } from "../../domain/file-error.js";
import type { Variables } from "./secrets.js";

/** The variables of one file. */
export interface EnvFile {
  readonly values: Variables;
  /** Returns the place of a variable, for example `local.env:3`. */
  readonly whereIs: (variable: string) => string;
}

/** Returns why a file is not read: a pipe or a device without an end would block the process forever. */
function otherKind(path: string, stats: Stats): string | undefined {
  if (stats.isFIFO()) return "a named pipe";
  if (stats.isSocket()) return "a socket";
  const isDevice = stats.isCharacterDevice() || stats.isBlockDevice();
  return isDevice && realpathSync(path) !== "/dev/null" ? "a device" : undefined;
}

/**
 * Reads the variables of an env file; none if the file does not exist. Messages call it `name`.
 *
 * @throws {ConfigError} it cannot be read, or is not UTF-8
 */
export function readEnvFile(path: string, name: string): EnvFile {
  let bytes: Buffer;
  try {
    const kind = otherKind(path, statSync(path));
    if (kind !== undefined) {
      throw new ConfigError(`${name} is ${kind}, expected a file`, {
        option: name,
        source: path,
        hint: `replace ${name} by a file, or set its variables in the environment`,
      });
    }
    bytes = readFileSync(path);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    if (errorCode(error) === "ENOENT") return { values: {}, whereIs: () => name };
    throw new ConfigError(`${name} cannot be read: ${fileErrorText(error)}`, {
      option: name,
      source: path,
      cause: error,
      hint: "make it readable, or remove it",
    });
  }
  const encoding = otherEncoding(bytes);
  if (encoding !== undefined) {
    throw new ConfigError(`${name} is ${encoding} text, expected UTF-8`, {
      option: name,
      source: path,
      hint: `save ${name} as UTF-8 (in PowerShell: Set-Content -Encoding utf8)`,
    });
  }
  const { parse }: typeof import("dotenv") = createRequire(import.meta.url)("dotenv");
  const text = bytes.toString("utf8").replace(/^\uFEFF/, "");
  return { values: parse(text), whereIs: (variable) => `${name}:${lineOf(text, variable)}` };
}

// Windows tools write UTF-16, often with a byte order mark; without one every other byte of ASCII text is 0.
function otherEncoding(bytes: Buffer): string | undefined {
  const mark = bytes.subarray(0, 4).toString("hex");
  if (/^(fffe0000|0000feff)/.test(mark)) return "UTF-32";
  if (/^(fffe|feff)/.test(mark) || bytes.includes(0)) return "UTF-16";
  return undefined;
}

/** Returns the line, counted from 1, that dotenv uses: the last one that sets the variable. */
function lineOf(text: string, variable: string): number {
  const setting = new RegExp(`^\\s*(export\\s+)?${variable}\\s*[=:]`);
  return text.split(/\r\n?|\n/).findLastIndex((line) => setting.test(line)) + 1;
}
