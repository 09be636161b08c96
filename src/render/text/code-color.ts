/** What each token of code looks like, wherever code is shown: the prompt, results, help. */
import type { Tone } from "../terminal/color.js";
import type { Token } from "./tokens.js";

/** What a token is to the eye. */
export type CodeTone = "keyword" | "string" | "number" | "comment" | "call" | "type" | "regex" | "special" | "plain";

/** The one table of the colours of code. */
export const codeColours: Readonly<Record<CodeTone, Tone>> = {
  keyword: "magenta",
  string: "green",
  regex: "green",
  number: "yellow",
  comment: "dim",
  call: "blue",
  type: "cyan",
  special: "cyan",
  plain: "plain",
};

/** The tone of one token of `code`. */
export function codeToneOf(code: string, { kind, start, end }: Token): CodeTone {
  switch (kind) {
    case "constant":
      return "number";
    case "template":
      return "string";
    case "punctuation":
      return "plain";
    case "name":
      if (code[end] === "(") return "call";
      return /^[A-Z][a-zA-Z0-9]*[a-z]/.test(code.slice(start, end)) ? "type" : "plain";
    default:
      return kind;
  }
}
