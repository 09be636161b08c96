/** The dot commands: names, arguments and help texts. */
import { editDistance } from "../../base/text/edit-distance.js";

/** A dot command. */
export interface DotCommand {
  readonly name: string;
  /** The argument in the help, for example `SECONDS CHAIN`; empty for none. */
  readonly takes: string;
  /** The kind of completion of the argument. */
  readonly argument?: "code" | "file";
  /** What precedes that argument and is not completed. */
  readonly prefix?: "seconds";
  readonly summary: string;
}

/** In the order of the help. */
export const commands = [
  { name: "help", takes: "[NAME]", argument: "code", summary: "show this list, or the help of a name" },
  { name: "doc", takes: "NAME", argument: "code", summary: "show the docstring of a name, like help(team(8).job)" },
  { name: "type", takes: "EXPR", argument: "code", summary: "show the type of an expression without running it" },
  { name: "plan", takes: "[CHAIN]", argument: "code", summary: "show what a chain would do, without writing" },
  {
    name: "watch",
    takes: "SECONDS CHAIN",
    argument: "code",
    prefix: "seconds",
    summary: "read a chain repeatedly, updating in place",
  },
  {
    name: "time",
    takes: "[EXPR]",
    argument: "code",
    summary: "show time, requests and retries of an expression, or of every entry",
  },
  { name: "more", takes: "", summary: "show the next page of a long table (also: it)" },
  {
    name: "editor",
    takes: "",
    summary: "enter several lines; Ctrl-D runs them",
  },
  { name: "load", takes: "FILE", argument: "file", summary: "run a script or notebook in this session" },
  {
    name: "save",
    takes: "FILE.ts|FILE.ipynb",
    argument: "file",
    summary: "save this session as a file that runs again",
  },
  { name: "instance", takes: "", summary: "show the instance and account" },
  { name: "open", takes: "", summary: "open the instance in the browser" },
  { name: "clear", takes: "", summary: "clear the screen" },
  { name: "reset", takes: "", summary: "clear all variables" },
  { name: "exit", takes: "", summary: "leave (also: Ctrl-D)" },
] as const satisfies readonly DotCommand[];

/** A command's name. */
export type CommandName = (typeof commands)[number]["name"];

/** Whether `word` is a command's name. */
export function isCommandName(word: string): word is CommandName {
  return commands.some(({ name }) => name === word);
}

/** A parsed entry. */
export type PromptEntry =
  | { readonly kind: "command"; readonly name: CommandName; readonly argument: string }
  /** A dot and a name that is not a command. */
  | { readonly kind: "unknown"; readonly word: string; readonly closest: string | undefined }
  | { readonly kind: "code"; readonly code: string };

/** Maximum length of a question; longer than any expression that help is asked for. */
const maxQuestion = 500;

/**
 * Parses an entry: a command, `help(…)`, `name?`, `?name`, `exit`, or code. A name that the session has declared is code, even
 * if it is also a command.
 */
export function parseEntry(text: string, isDeclared: (name: string) => boolean = () => false): PromptEntry {
  const entry = text.trim();
  const dotted = /^\.([a-z]\w*)(?:\s+([\s\S]*))?$/i.exec(entry);
  if (dotted !== null) {
    const [, word = "", argument = ""] = dotted;
    if (isCommandName(word)) return { kind: "command", name: word, argument: argument.trim() };
    return { kind: "unknown", word, closest: closest(word) };
  }
  const question =
    /^help(?:\(([\s\S]*)\))?;?$/.exec(entry) ??
    (entry.length <= maxQuestion
      ? (/^([\w$.()'"\s]+)\?{1,2}$/.exec(entry) ?? /^\?{1,2}([\w$.()'"\s]+)$/.exec(entry))
      : null);
  if (question !== null && !(entry.startsWith("help") && isDeclared("help"))) {
    const argument = (question[1] ?? "").trim();
    return { kind: "command", name: argument === "" ? "help" : "doc", argument };
  }
  const leave = /^(exit|quit)(\(\))?;?$/.exec(entry)?.[1];
  if (leave !== undefined && !isDeclared(leave)) return { kind: "command", name: "exit", argument: "" };
  return { kind: "code", code: text };
}

/** Whether the entry is a question such as `team?`, which TypeScript would parse as an incomplete condition. */
export function isQuestion(text: string): boolean {
  const word = text.trim();
  // The end is tested first: the pattern alone would be tried at every position of a long entry.
  return word.endsWith("?") && word.length <= maxQuestion && /^[\w$.]+(\([^()]*\))?[\w$.]*\?{1,2}$/.test(word);
}

/** Returns the command that was probably meant: one with this prefix, or with at most two different letters. */
function closest(word: string): string | undefined {
  const lower = word.toLowerCase();
  const begins = commands.find(({ name }) => name.startsWith(lower));
  if (begins !== undefined) return begins.name;
  const near = commands
    .map(({ name }) => ({ name, distance: editDistance(name, lower) }))
    .sort((a, b) => a.distance - b.distance)[0];
  return near !== undefined && near.distance <= 2 ? near.name : undefined;
}
