/** The dot commands: what each is called, takes and says of itself. */

export interface Command {
  readonly name: string;
  /** What it takes, as `SECONDS CHAIN`; empty for nothing. */
  readonly takes: string;
  readonly summary: string;
}

/** In the order of the help. */
export const commands = [
  { name: "help", takes: "[WORD]", summary: "this list, or what is known of a word" },
  { name: "doc", takes: "WORD", summary: "the docstring of a word, as help(team(8).job)" },
  { name: "type", takes: "EXPR", summary: "the type of an expression; it is not run" },
  { name: "plan", takes: "[CHAIN]", summary: "what a chain would do; writes nothing" },
  { name: "watch", takes: "SECONDS CHAIN", summary: "read a chain again and again, in place" },
  {
    name: "time",
    takes: "[EXPR]",
    summary: "time, requests and retries, of it or of every entry",
  },
  { name: "more", takes: "", summary: "show the next page of a long table (also: it)" },
  {
    name: "editor",
    takes: "",
    summary: "write several lines, Ctrl-D runs them",
  },
  { name: "load", takes: "FILE", summary: "run a script or a notebook here" },
  { name: "save", takes: "FILE.ts|FILE.ipynb", summary: "write this session to run it again" },
  { name: "instance", takes: "", summary: "which instance and account this is" },
  { name: "open", takes: "", summary: "open the instance in the browser" },
  { name: "clear", takes: "", summary: "clear the screen" },
  { name: "reset", takes: "", summary: "forget every name" },
  { name: "exit", takes: "", summary: "leave; so does Ctrl-D" },
] as const satisfies readonly Command[];

/** The name of a command. */
export type CommandName = (typeof commands)[number]["name"];

/** Whether `word` is a command's name. */
export function isCommandName(word: string): word is CommandName {
  return commands.some(({ name }) => name === word);
}

/** What an entry asks of the prompt itself. */
export type Request =
  | { readonly kind: "command"; readonly name: CommandName; readonly argument: string }
  /** A dot and a word that is no command. */
  | { readonly kind: "unknown"; readonly word: string; readonly closest: string | undefined }
  | { readonly kind: "code"; readonly code: string };

/** Longer than any name or path of names, with the arguments of a call. */
const maxQuestion = 500;

/**
 * Reads an entry: a command, `help(…)`, `word?`, `exit`, or code. A name that the session has declared is code, also
 * where it is the name of a command without its dot.
 */
export function readRequest(text: string, isDeclared: (name: string) => boolean = () => false): Request {
  const entry = text.trim();
  const dotted = /^\.([a-z]\w*)(?:\s+([\s\S]*))?$/i.exec(entry);
  if (dotted !== null) {
    const [, word = "", argument = ""] = dotted;
    if (isCommandName(word)) return { kind: "command", name: word, argument: argument.trim() };
    return { kind: "unknown", word, closest: closest(word) };
  }
  const asked =
    /^help(?:\(([\s\S]*)\))?;?$/.exec(entry) ??
    (entry.length <= maxQuestion ? /^([\w$.()'"\s]+)\?$/.exec(entry) : null);
  if (asked !== null && !(entry.startsWith("help") && isDeclared("help"))) {
    const argument = (asked[1] ?? "").trim();
    return { kind: "command", name: argument === "" ? "help" : "doc", argument };
  }
  const leave = /^(exit|quit)(\(\))?;?$/.exec(entry)?.[1];
  if (leave !== undefined && !isDeclared(leave)) return { kind: "command", name: "exit", argument: "" };
  return { kind: "code", code: text };
}

/** Whether the entry is a question as `team?`: whole, though to TypeScript it is the beginning of a condition. */
export function isQuestion(text: string): boolean {
  const word = text.trim();
  // Looked at from its end first: a pattern that ends in "?" would try every letter of a long entry.
  return word.endsWith("?") && word.length <= maxQuestion && /^[\w$.]+(\([^()]*\))?[\w$.]*\?$/.test(word);
}

/** The command that was probably meant: one that begins so, or that is a letter or two away. */
function closest(word: string): string | undefined {
  const lower = word.toLowerCase();
  const begins = commands.find(({ name }) => name.startsWith(lower));
  if (begins !== undefined) return begins.name;
  const near = commands
    .map(({ name }) => ({ name, distance: distance(name, lower) }))
    .sort((a, b) => a.distance - b.distance)[0];
  return near !== undefined && near.distance <= 2 ? near.name : undefined;
}

/** How many letters must be put in, left out or changed to make one word of the other. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let at = 1; at <= one.length; at += 1) {
    const next = [at];
    for (let column = 1; column <= other.length; column += 1) {
      const change = (row[column - 1] ?? 0) + (one[at - 1] === other[column - 1] ? 0 : 1);
      next.push(Math.min(change, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
