/** Glob patterns: `*`, `?`, `[abc]`, `{jpg,png}` and `**` for folders at any depth. */

/** A parsed pattern. */
export interface Glob {
  /** The folder before the first part with a wildcard. */
  readonly base: string;
  /** Maximum depth of a match below the base; undefined: unlimited. */
  readonly depth: number | undefined;
  /** Whether the pattern includes hidden files: a part starts with a dot. */
  readonly hasHidden: boolean;
  /** Whether a path relative to the base, with `/`, matches. */
  matches(path: string): boolean;
}

/** Whether a path contains wildcards. */
export function isGlob(path: string): boolean {
  return /[*?]|\[[^\]]+\]|\{[^}]+\}/.test(path);
}

/** Parses a pattern. */
export function parseGlob(pattern: string): Glob {
  const parts = pattern.replaceAll("\\", "/").split("/");
  const first = parts.findIndex(isGlob);
  const base = parts.slice(0, first).join("/");
  const rest = parts.slice(first).filter((part) => part !== "" && part !== ".");
  const expression = new RegExp(`^${expressionOf(rest.join("/"))}$`, "su");
  // Braces may contain separators, so the number of parts is not the depth.
  const isOpen = rest.some((part) => part.includes("**")) || rest.join("/").includes("{");
  return {
    base: base === "" ? (pattern.startsWith("/") ? "/" : ".") : base,
    depth: isOpen ? undefined : rest.length - 1,
    hasHidden: rest.some((part) => part.startsWith(".")),
    matches: (path) => expression.test(path),
  };
}

/** Converts a pattern to a regular expression. */
function expressionOf(pattern: string): string {
  let expression = "";
  let depth = 0;
  for (let at = 0; at < pattern.length; ) {
    const rest = pattern.slice(at);
    const set = /^\[(!|\^)?(\]?[^\]]*)\]/u.exec(rest);
    const letter = String.fromCodePoint(pattern.codePointAt(at) ?? 0);
    let taken = letter.length;
    if (rest.startsWith("**/")) {
      expression += "(?:[^/]+/)*";
      taken = 3;
    } else if (rest.startsWith("**")) {
      expression += ".*";
      taken = 2;
    } else if (letter === "*") expression += "[^/]*";
    else if (letter === "?") expression += "[^/]";
    else if (set !== null) {
      expression += `[${set[1] === undefined ? "" : "^"}${(set[2] ?? "").replace(/[\\[\]^]/gu, "\\$&")}]`;
      taken = set[0].length;
    } else if (letter === "{" && rest.includes("}")) {
      expression += "(?:";
      depth += 1;
    } else if (letter === "}" && depth > 0) {
      expression += ")";
      depth -= 1;
    } else if (letter === "," && depth > 0) expression += "|";
    else expression += letter.replace(/[\\^$.*+?()[\]{}|/]/u, "\\$&");
    at += taken;
  }
  return expression + ")".repeat(depth);
}
