/** Patterns of paths, as shells know them: `*`, `?`, `[abc]`, `{jpg,png}` and `**` for folders at any depth. */

/** A pattern that was read. */
export interface Glob {
  /** The folder that lies before the first part with a wildcard. */
  readonly base: string;
  /** How many folders below the base a match can lie; undefined for any. */
  readonly depth: number | undefined;
  /** Whether the pattern asks for hidden files by a part that begins with a dot. */
  readonly hasHidden: boolean;
  /** Whether a path below the base matches; its parts are separated by `/`. */
  matches(path: string): boolean;
}

/** Whether a path has wildcards. */
export function isGlob(path: string): boolean {
  return /[*?]|\[[^\]]+\]|\{[^}]+\}/.test(path);
}

/** Reads a pattern. */
export function parseGlob(pattern: string): Glob {
  const parts = pattern.replaceAll("\\", "/").split("/");
  const first = parts.findIndex(isGlob);
  const base = parts.slice(0, first).join("/");
  const rest = parts.slice(first).filter((part) => part !== "" && part !== ".");
  const expression = new RegExp(`^${expressionOf(rest.join("/"))}$`, "su");
  // Braces may hold separators, so that the parts do not count the folders.
  const isOpen = rest.some((part) => part.includes("**")) || rest.join("/").includes("{");
  return {
    base: base === "" ? (pattern.startsWith("/") ? "/" : ".") : base,
    depth: isOpen ? undefined : rest.length - 1,
    hasHidden: rest.some((part) => part.startsWith(".")),
    matches: (path) => expression.test(path),
  };
}

/** The pattern as a regular expression. */
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
