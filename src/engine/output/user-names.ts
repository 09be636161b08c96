/** Replaces generated names in messages of V8 and TypeScript by the user's. */
import { types } from "node:util";
import { originalText, type ScriptText } from "../session/function-texts.js";

const name = String.raw`([\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*?)`;
const end = String.raw`(?![\p{ID_Continue}$\u200c\u200d])`;

/** Generated text → the user's text. `name-resolver.ts` and `code-walker.ts` generate the names. */
const written: readonly (readonly [RegExp, string])[] = [
  [new RegExp(String.raw`\(0 ?, ?\$c_*\$${name}\.v\)`, "gu"), "$1"],
  [new RegExp(String.raw`\$c_*\$${name}\.[vt]${end}`, "gu"), "$1"],
  [new RegExp(String.raw`\$c_*\.overrides\.${name}${end}`, "gu"), "$1"],
  [/\$c_*\.import(?=\()/g, "import"],
  [/\$c_*\.meta\b/g, "import.meta"],
  [/\$c_*f\[0\] ?&& ?\$c_*\.check\(\)[;,] ?/g, ""],
  [/\$c_*u?\.\w+\(\.\.\.\)/g, "(intermediate value)"],
  // The checker's names for variables of earlier cells.
  [new RegExp(String.raw`\$of_${name}${end}`, "gu"), "$1"],
  [/\$value\d+/g, "_"],
];

const maxDepth = 8;

/** Returns `text` with the user's names; `scripts` are the scripts that ran, newest first. */
export function withUserNames(text: string, scripts: () => Iterable<ScriptText> = () => []): string {
  if (!/\$(?:c|of_|value\d)/.test(text)) return text;
  let restored = text.includes("f[0]&&") ? withOwnTexts(text, scripts()) : text;
  for (const [pattern, replacement] of written) restored = restored.replace(pattern, replacement);
  return restored;
}

/** Replaces generated names in the messages of an error, its causes and its collected errors. Never throws. */
export function restoreNamesInError(error: unknown, scripts: () => Iterable<ScriptText>, depth = 0): void {
  if (typeof error !== "object" || error === null || depth > maxDepth) return;
  try {
    if (types.isProxy(error) || !(error instanceof Error)) return;
    const { message } = error;
    if (typeof message === "string" && message.includes("$c")) {
      const value = withUserNames(message, scripts);
      if (value !== message) Object.defineProperty(error, "message", { value, writable: true, configurable: true });
    }
    if (error.cause !== undefined) restoreNamesInError(error.cause, scripts, depth + 1);
    if ("errors" in error && Array.isArray(error.errors)) {
      for (const one of error.errors.slice(0, 20)) restoreNamesInError(one, scripts, depth + 1);
    }
  } catch {
    // Any value can be thrown, including one whose getters throw.
  }
}

/** Replaces a function's generated source in a message, for example in `… could not be cloned`. */
function withOwnTexts(text: string, scripts: Iterable<ScriptText>): string {
  const all = [...scripts];
  const at = text.search(/\$c_*f\[0\]&&/);
  const script = all.find((each) => each.script.includes(text.slice(at, at + 12)) && reach(each.script, text, at) > at);
  for (const each of script === undefined ? [] : all) {
    let from = at;
    const to = reach(each.script, text, at);
    while (from > 0 && each.script.includes(text.slice(from - 1, to))) from -= 1;
    // Words of the message next to the function may occur in the script by chance: a function ends with `}` or `)`.
    const last = Math.max(text.lastIndexOf("}", to - 1), text.lastIndexOf(")", to - 1)) + 1;
    const found = originalText(text.slice(from, last).trim(), [each]);
    if (found !== undefined && found !== "")
      return `${text.slice(0, from)}${lead(text, from)}${found}${text.slice(last)}`;
  }
  return text;
}

function lead(text: string, from: number): string {
  return /^\s*/.exec(text.slice(from))?.[0] ?? "";
}

/** Returns the end of the longest part of `text` from `at` that occurs in the script. */
function reach(script: string, text: string, at: number): number {
  let low = at;
  let high = text.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (script.includes(text.slice(at, middle))) low = middle;
    else high = middle - 1;
  }
  return low;
}
