/** Replaces what may differ between two runs of the same notebook. */

/** A replacement: its subject, and the pattern to replace. */
export interface Rule {
  readonly name: string;
  readonly pattern: RegExp;
  readonly replacement: string;
}

/** The replacements, in order. Everything else must be equal. */
export const rules: readonly Rule[] = [
  { name: "terminal colors", pattern: /\x1b\[[\d;]*m/g, replacement: "" },
  {
    name: "addresses of an instance on this machine",
    pattern: /\b(https?:\/\/)?(127\.0\.0\.1|localhost|\[::1\]):\d{2,5}\b/g,
    replacement: "<address>",
  },
  {
    name: "API tokens and other secrets: 32 or more letters and digits, some of each",
    pattern: /\b(?=[A-Za-z\d]*\d)(?=[A-Za-z\d]*[A-Za-z])[A-Za-z\d]{32,}\b/g,
    replacement: "<token>",
  },
  {
    name: "durations: a number with its unit",
    pattern: /\b\d+(?:\.\d+)?\s?(?:ms|seconds?|s|min|minutes?)\b(?:\s\d+\s?s\b)?/g,
    replacement: "<duration>",
  },
  {
    name: "absolute paths: of a home, a temporary or a working folder",
    pattern:
      /(?:file:\/\/)?(?:\/(?:home|root|tmp|Users|private|var|work|opt|workspace|builds?)|[A-Z]:\\)[^\s"'<>():,;]*/g,
    replacement: "<path>",
  },
];

/** Returns `text` with all replacements applied, and without trailing spaces. */
export function normalize(text: string): string {
  let alike = text;
  for (const { pattern, replacement } of rules) alike = alike.replace(pattern, replacement);
  // Line by line: a pattern for trailing spaces takes quadratic time on long runs of spaces.
  return alike.split("\n").map(withoutTrailingSpaces).join("\n").trimEnd();
}

function withoutTrailingSpaces(line: string): string {
  let end = line.length;
  while (line[end - 1] === " " || line[end - 1] === "\t") end -= 1;
  return line.slice(0, end);
}
