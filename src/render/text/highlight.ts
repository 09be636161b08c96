/** Highlights code: TypeScript, and values formatted by `util.inspect`. */
import { tokenize } from "../../base/text/tokens.js";
import type { Paint } from "../terminal/color.js";
import { codeColors, codeToneOf } from "./code-color.js";

/** Colors `code`, which must be safe already. */
export function highlightCode(code: string, paint: Paint): string {
  if (paint("red", "x") === "x") return code;
  let at = 0;
  let out = "";
  for (const token of tokenize(code, { isValue: true })) {
    const tone = codeToneOf(code, token);
    // In a value, a path may look like a regular expression, and every class name like a type.
    if (tone === "plain" || tone === "regex" || tone === "type") continue;
    // Each line has its own escapes, so that lines can be drawn separately.
    const lines = code.slice(token.start, token.end).split("\n");
    out += code.slice(at, token.start) + lines.map((line) => paint(codeColors[tone], line)).join("\n");
    at = token.end;
  }
  return out + code.slice(at);
}
