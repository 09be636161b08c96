/** TypeScript text → tokens, for colours and for finding where the cursor is. Never fails: half-typed text is its daily bread. */

export type TokenKind =
  | "keyword"
  | "constant"
  | "name"
  | "number"
  | "string"
  | "template"
  | "regex"
  | "comment"
  | "punctuation";

export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
  /** A string, template or comment that the text ends in. */
  readonly isOpen: boolean;
}

const keywords = new Set(
  `abstract as asserts async await break case catch class const continue debugger declare default delete do else enum
  export extends finally for from function get if implements import in infer instanceof interface is keyof let namespace
  new of private protected public readonly return satisfies set static super switch this throw try type typeof using var
  void while with yield`.split(/\s+/),
);
const constants = new Set(["true", "false", "null", "undefined", "NaN", "Infinity"]);

// Sticky, so that a scan costs what it takes and no slices are made.
const space = /\s+/y;
const lineComment = /\/\/[^\n]*/y;
const blockComment = /\/\*[\s\S]*?(\*\/|$)/y;
const word = /[\p{ID_Start}$_#@][\p{ID_Continue}$\u200c\u200d]*/uy;
const number = /0[xXbBoO][\da-fA-F_]+n?|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?n?/y;
const quoted = /"(?:[^"\\\n]|\\[\s\S])*("|)|'(?:[^'\\\n]|\\[\s\S])*('|)/y;
const templatePart = /(?:[^`\\$]|\\[\s\S]|\$(?!\{))*(`|\$\{|)/y;
const regex = /\/(?![*/])(?:[^\\/[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;
const punctuation = /=>|\?\.|\?\?=?|\.\.\.|[=!]==?|[<>]=?|&&=?|\|\|=?|\*\*=?|[+\-*/%&|^]=?|[\s\S]/y;

/** The tokens of `code`, in order; spaces are the gaps between them. */
export function tokenize(code: string): Token[] {
  const tokens: Token[] = [];
  /** Braces open inside each `${` that is open: its `}` goes back to the template. */
  const templates: number[] = [];
  let braces = 0;
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(code) ?? undefined;
  };
  const add = (kind: TokenKind, length: number, isOpen = false) => {
    tokens.push({ kind, start: at, end: at + length, isOpen });
    at += length;
  };
  /** Takes a template's text up to its end or the next `${`; `skip` letters before it belong to it. */
  const takeTemplate = (skip: number) => {
    const start = at;
    at += skip;
    const [text = "", end = ""] = take(templatePart) ?? [];
    at = start;
    add("template", skip + text.length, end === "");
    if (end === "${") {
      templates.push(braces);
      braces = 0;
    }
  };

  while (at < code.length) {
    const gap = take(space);
    if (gap !== undefined) {
      at += gap[0].length;
      continue;
    }
    const letter = code[at] ?? "";
    let found: RegExpExecArray | undefined;
    if (letter === "/" && (found = take(lineComment)) !== undefined) {
      add("comment", found[0].length, at + found[0].length === code.length);
    } else if (letter === "/" && (found = take(blockComment)) !== undefined) {
      add("comment", found[0].length, found[1] === "");
    } else if (letter === "`") {
      takeTemplate(1);
    } else if (letter === "}" && braces === 0 && templates.length > 0) {
      braces = templates.pop() ?? 0;
      takeTemplate(1);
    } else if ((letter === '"' || letter === "'") && (found = take(quoted)) !== undefined) {
      const isEnded = (found[1] ?? found[2] ?? "") !== "";
      add("string", found[0].length, !isEnded && at + found[0].length === code.length);
    } else if ((found = take(number)) !== undefined && found[0] !== "" && /[\d.]/.test(letter)) {
      add("number", found[0].length);
    } else if ((found = take(word)) !== undefined) {
      add(wordKind(found[0], code[at - 1]), found[0].length);
    } else if (letter === "/" && mayStartRegex(code, tokens.at(-1)) && (found = take(regex)) !== undefined) {
      add("regex", found[0].length);
    } else {
      found = take(punctuation);
      if (letter === "{") braces += 1;
      if (letter === "}") braces -= 1;
      add("punctuation", found?.[0].length ?? 1);
    }
  }
  return tokens;
}

function wordKind(text: string, before: string | undefined): TokenKind {
  if (before === ".") return "name";
  if (keywords.has(text)) return "keyword";
  return constants.has(text) ? "constant" : "name";
}

/** A `/` divides behind a value and starts a regular expression elsewhere. */
function mayStartRegex(code: string, last: Token | undefined): boolean {
  if (last === undefined) return true;
  const text = code.slice(last.start, last.end);
  if (last.kind === "punctuation") return ![")", "]", "}"].includes(text);
  return last.kind === "keyword" && text !== "this" && text !== "super";
}
