import type { Completeness } from "../session/cell.js";
import type { Oxc } from "./oxc.js";

type Verdict = "complete" | "incomplete" | "invalid";

/** Whether `code` is a whole cell, the beginning of one, or can become none whatever follows. */
export function judgeCompleteness(oxc: Oxc, code: string): Completeness {
  const verdicts = [judge(oxc, code)];
  // An object literal reads as a block first; as the prompt runs it in parentheses, so it is judged in them.
  if (code.trimStart().startsWith("{")) verdicts.push(judge(oxc, `(${code}`), judge(oxc, `(${code})`));
  if (verdicts.includes("complete")) return { status: "complete" };
  if (verdicts.includes("incomplete")) return { status: "incomplete", indent: indentAfter(code) };
  return { status: "invalid" };
}

function judge(oxc: Oxc, code: string): Verdict {
  const error = oxc.parse(code).errors[0];
  if (error === undefined) return "complete";
  const isUnfinished = error.labels.some(
    ({ start, end }) =>
      start >= code.length ||
      // A string in quotes ends with its line and cannot be continued; these two can.
      (end >= code.length && (code[start] === "`" || code.startsWith("/*", start))),
  );
  return isUnfinished ? "incomplete" : "invalid";
}

function indentAfter(code: string): string {
  const last = code.slice(code.lastIndexOf("\n") + 1);
  const indent = /^[ \t]*/.exec(last)?.[0] ?? "";
  return /[{([]\s*$/.test(last) ? `${indent}  ` : indent;
}
