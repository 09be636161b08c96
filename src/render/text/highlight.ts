/** The colours of code that is shown: TypeScript, and values as `util.inspect` writes them. */

import type { Ink } from "../terminal/color.js";
import { codeColours, codeToneOf } from "./code-color.js";
import { tokenize } from "./tokens.js";

/** `code`, coloured; with an ink without colour, as it is. Text must be safe already. */
export function highlightCode(code: string, ink: Ink): string {
  if (ink("red", "x") === "x") return code;
  let at = 0;
  let out = "";
  for (const token of tokenize(code, { isValue: true })) {
    const tone = codeToneOf(code, token);
    // In a value a path may look like a regular expression, and each name of a class like a type.
    if (tone === "plain" || tone === "regex" || tone === "type") continue;
    // Each line opens and closes its own colour, so that a prompt may draw them apart.
    const lines = code.slice(token.start, token.end).split("\n");
    out += code.slice(at, token.start) + lines.map((line) => ink(codeColours[tone], line)).join("\n");
    at = token.end;
  }
  return out + code.slice(at);
}
