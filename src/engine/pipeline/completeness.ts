import type { Completeness } from "../session/cell.js";
import type { Oxc } from "./oxc.js";

type CompletenessVerdict = "complete" | "incomplete" | "invalid";

/** Determines whether `code` is a complete cell, the beginning of one, or invalid regardless of what follows. */
export function judgeCompleteness(oxc: Oxc, code: string): Completeness {
  const verdicts = [judge(oxc, code)];
  // `{…}` parses as a block. The prompt evaluates it in parentheses if it can be an object literal, so try both.
  if (code.trimStart().startsWith("{")) verdicts.push(judge(oxc, `(${code}`), judge(oxc, `(${code})`));
  if (verdicts.includes("complete")) return { status: "complete" };
  if (verdicts.includes("incomplete")) return { status: "incomplete", indent: indentAfter(code) };
  return { status: "invalid" };
}

function judge(oxc: Oxc, code: string): CompletenessVerdict {
  const error = oxc.parse(code).errors[0];
  if (error === undefined) return "complete";
  const isUnfinished = error.labels.some(
    ({ start, end }) =>
      start >= code.length ||
      // A quoted string ends with its line. Template literals and comments can continue.
      (end >= code.length && (code[start] === "`" || code.startsWith("/*", start))),
  );
  return isUnfinished ? "incomplete" : "invalid";
}

function indentAfter(code: string): string {
  const last = code.slice(code.lastIndexOf("\n") + 1);
  const indent = /^[ \t]*/.exec(last)?.[0] ?? "";
  return /[{([]\s*$/.test(last) ? `${indent}  ` : indent;
}
