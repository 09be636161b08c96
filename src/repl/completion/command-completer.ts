/** Completes dot commands: their names and file arguments. */
import { readdir } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, resolve } from "node:path";
import type { Completion } from "../../engine/session/cell.js";
import { commands, type DotCommand } from "../commands/commands.js";

/** Returns the pattern of a command with an argument of this kind: the part before it, and the argument. */
function withArgument(kind: DotCommand["argument"]): RegExp {
  const names = commands.flatMap(({ name, ...command }: DotCommand) => {
    if (command.argument !== kind) return [];
    return command.prefix === "seconds" ? `${name}\\s+\\d+(?:\\.\\d+)?s?` : name;
  });
  return new RegExp(`^(\\s*\\.(?:${names.join("|")})\\s+)([\\s\\S]*)$`);
}

const codeCommand = withArgument("code");
const fileCommand = withArgument("file");

/** Returns the code in a command's argument and where it starts; undefined if the argument is not code. */
export function codeOfCommand(text: string): { readonly code: string; readonly start: number } | undefined {
  const [, head, code] = codeCommand.exec(text) ?? [];
  return head === undefined || code === undefined ? undefined : { code, start: head.length };
}

/** Completes a command's name or file; undefined if the text is not a command or its argument is code. */
export async function completeCommand(text: string, offset: number): Promise<Completion | undefined> {
  const name = /^(\s*)\.(\w*)$/.exec(text.slice(0, offset));
  if (name !== null) {
    const [, gap = "", typed = ""] = name;
    const items = commands
      .filter((command) => command.name.startsWith(typed))
      .map((command) => ({ text: command.name, kind: "method", detail: command.summary }));
    return { start: gap.length + 1, end: offset, items };
  }
  const [, head, typed = ""] = fileCommand.exec(text.slice(0, offset)) ?? [];
  if (head === undefined || /\s/.test(typed)) return undefined;
  return { start: head.length, end: offset, items: await files(typed) };
}

async function files(typed: string): Promise<Completion["items"]> {
  const folder = typed.slice(0, typed.lastIndexOf("/") + 1);
  const namePrefix = typed.slice(folder.length);
  const absolute = resolve(folder.replace(/^~(?=\/)/, homedir()) || ".");
  const entries = await readdir(dirname(`${absolute}/x`), { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.name.startsWith(namePrefix) && (namePrefix !== "" || !entry.name.startsWith(".")))
    .filter((entry) => entry.isDirectory() || /\.(ts|mts|js|mjs|ipynb)$/.test(entry.name))
    .map((entry) => ({ text: `${folder}${entry.name}${entry.isDirectory() ? "/" : ""}`, kind: "string" }))
    .sort((a, b) => a.text.localeCompare(b.text));
}
