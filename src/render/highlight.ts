/** The colours of code: TypeScript as it is typed, and values as `util.inspect` writes them. */
import type { Ink, Tone } from "./colour.js";

const keywords = new Set(
  (
    "abstract as async await break case catch class const continue debugger declare default delete do else enum export " +
    "extends finally for from function get if implements import in infer instanceof interface is keyof let namespace new of " +
    "override private protected public readonly return satisfies set static super switch this throw try type typeof using " +
    "var void while yield"
  ).split(" "),
);
const values = new Set(["true", "false", "null", "undefined", "NaN", "Infinity"]);

const tokens =
  /(?<comment>\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|(?<text>"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?|`(?:\\[\s\S]|[^`\\])*`?)|(?<number>(?<![\w$.])(?:\d{4}-\d\d-\d\dT[\d:.]+Z|0[xob][\da-f_]+n?|\d[\d_]*(?:\.\d[\d_]*)?(?:e[+-]?\d+)?n?)(?![\w$]))|(?<special>\[(?:Function|AsyncFunction|class|Getter|Setter|Circular|Object|Array)[^\]\n]*\])|(?<word>[A-Za-z_$][\w$]*)/gi;

/** `code`, coloured; with an ink without colour, as it is. Text must be safe already. */
export function highlightCode(code: string, ink: Ink): string {
  if (ink("red", "x") === "x") return code;
  let at = 0;
  let out = "";
  for (const match of code.matchAll(tokens)) {
    const { 0: found, index = 0 } = match;
    out += code.slice(at, index);
    out += byLine(found, toneOf(match, code[index - 1], code[index + found.length]), ink);
    at = index + found.length;
  }
  return out + code.slice(at);
}

function toneOf(
  { groups = {}, 0: found }: RegExpMatchArray,
  previous: string | undefined,
  next: string | undefined,
): Tone {
  if (groups.comment !== undefined) return "dim";
  if (groups.text !== undefined) return "green";
  if (groups.number !== undefined) return "yellow";
  if (groups.special !== undefined) return "cyan";
  // A member may be named like a keyword: `z.default()`.
  if (previous !== ".") {
    if (values.has(found)) return "yellow";
    if (keywords.has(found)) return "magenta";
  }
  return next === "(" ? "blue" : "plain";
}

// Each line opens and closes its own colour, so that a prompt may draw them apart.
function byLine(text: string, tone: Tone, ink: Ink): string {
  return text
    .split("\n")
    .map((line) => ink(tone, line))
    .join("\n");
}
