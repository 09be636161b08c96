/** Tones of code tokens, for the prompt, results and help. */
import type { Token } from "../../base/text/tokens.js";
import type { Tone } from "../terminal/color.js";

/** The appearance of a token. */
export type CodeTone = "keyword" | "string" | "number" | "comment" | "call" | "type" | "regex" | "special" | "plain";

/** The colors of code. */
export const codeColors: Readonly<Record<CodeTone, Tone>> = {
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

/** Returns the tone of a token of `code`. */
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
