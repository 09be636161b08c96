/** Finds strings and names in code without a parser, since entries may be incomplete. */

/** The text within the quotes; `outerEnd` is after the closing quote. */
export interface Literal {
  readonly start: number;
  readonly end: number;
  readonly outerEnd: number;
}

const keywords = new Set([
  "await",
  "null",
  "undefined",
  "true",
  "false",
  "new",
  "typeof",
  "function",
  "async",
  "string",
]);

/** Returns the string that starts at `at`; undefined if there is none or it is not closed. */
export function literalAt(text: string, at: number): Literal | undefined {
  const quote = text[at];
  if (quote !== '"' && quote !== "'" && quote !== "`") return undefined;
  for (let end = at + 1; end < text.length; end += 1) {
    const letter = text[end];
    if (letter === quote) return { start: at + 1, end, outerEnd: end + 1 };
    if (letter === "\\") end += 1;
    else if (letter === "\n" && quote !== "`") return undefined;
  }
  return undefined;
}

/** Yields the strings from `at` on that are joined by `+`. */
export function* literalsAt(text: string, at: number): Generator<Literal> {
  for (let next = at; ; ) {
    const literal = literalAt(text, next);
    if (literal === undefined) return;
    yield literal;
    const sign = skipSpace(text, literal.outerEnd);
    if (text[sign] !== "+") return;
    next = skipSpace(text, sign + 1);
  }
}

/**
 * Returns the variable at `at`: the last name of a path, for example `p` of `settings.p`. Undefined for calls and
 * keywords.
 */
export function nameAt(text: string, at: number): string | undefined {
  const path = /^[A-Za-z_$][\w$]{0,80}(?:[!?]?\.[A-Za-z_$][\w$]{0,80}){0,8}/.exec(text.slice(at, at + 400))?.[0];
  if (path === undefined || text[skipSpace(text, at + path.length)] === "(") return undefined;
  const name = path.slice(path.lastIndexOf(".") + 1);
  return keywords.has(name) ? undefined : name;
}

/** Returns the offset of the first non-space character from `at`. */
export function skipSpace(text: string, at: number): number {
  let next = at;
  while (/\s/.test(text[next] ?? "x")) next += 1;
  return next;
}
