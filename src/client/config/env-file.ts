/** Reads env files, for the client, the prompt and `slylab doctor`. */
import { readFileSync, realpathSync, type Stats, statSync } from "node:fs";
import { createRequire } from "node:module";
import { errorCode } from "../../base/error-code.js";
import { countNewlines } from "../../base/text/lines.js";
import { ConfigError } from "../../domain/errors.js";
import { fileErrorText } from "../../domain/file-error.js";
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
  const text = readEnvText(path, name);
  if (text === undefined) return { values: {}, whereIs: () => name };
  const { parse }: typeof import("dotenv") = createRequire(import.meta.url)("dotenv");
  return { values: parse(text), whereIs: (variable) => `${name}:${lineOf(text, variable)}` };
}

/**
 * Reads the text of an env file, without a byte order mark; undefined if the file does not exist. Messages call it `name`.
 *
 * @throws {ConfigError} it cannot be read, or is not UTF-8
 */
export function readEnvText(path: string, name: string): string | undefined {
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
    if (errorCode(error) === "ENOENT") return undefined;
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
  return bytes.toString("utf8").replace(/^\uFEFF/, "");
}

// Windows tools write UTF-16, often with a byte order mark; without one every other byte of ASCII text is 0.
function otherEncoding(bytes: Buffer): string | undefined {
  const mark = bytes.subarray(0, 4).toString("hex");
  if (/^(fffe0000|0000feff)/.test(mark)) return "UTF-32";
  if (/^(fffe|feff)/.test(mark) || bytes.includes(0)) return "UTF-16";
  return undefined;
}

/** A setting, or a line without one. */
interface EnvPart {
  /** The text with its line ends; a quoted value may have several lines. */
  readonly text: string;
  /** The variable that it sets. */
  readonly variable?: string | undefined;
  /** Its first line, counted from 1. */
  readonly line: number;
}

// The syntax of dotenv: `NAME=value` or `NAME: value`, where a value in quotes may have several lines.
const setting =
  /[^\S\n]*(?:export\s+)?([\w.-]+)(?:[^\S\n]*=|:(?=[^\S\n]))[^\S\n]*(?:'(?:\\'|[^'])*'|"(?:\\"|[^"])*"|`(?:\\`|[^`])*`)?[^\n]*\n?/y;
const anyLine = /[^\n]*\n?/y;

/** Splits the text of an env file into its settings and other lines. */
export function envParts(content: string): readonly EnvPart[] {
  const text = content.replace(/\r\n?/g, "\n");
  const parts: EnvPart[] = [];
  let line = 1;
  for (let at = 0; at < text.length; ) {
    setting.lastIndex = at;
    anyLine.lastIndex = at;
    const found = setting.exec(text) ?? anyLine.exec(text);
    const [part = "", variable] = found ?? [];
    parts.push({ text: part, line, variable });
    line += countNewlines(part);
    at += part.length;
  }
  return parts;
}

/** Returns the line that dotenv uses: that of the last setting of the variable. */
function lineOf(text: string, variable: string): number {
  return envParts(text).findLast((part) => part.variable === variable)?.line ?? 0;
}
