/** Tokenizes TypeScript for highlighting and completion. Never throws; accepts incomplete code. */

export type TokenKind =
  | "keyword"
  | "constant"
  | "name"
  | "number"
  | "string"
  | "template"
  | "regex"
  | "comment"
  /** Occurs only in formatted values, for example `[Function: f]`. */
  | "special"
  | "punctuation";

/** A token with its offsets. */
export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
  /** Whether the text ends inside of this string, template or comment. */
  readonly isOpen: boolean;
}

const keywords = new Set(
  `abstract as asserts async await break case catch class const continue debugger declare default delete do else enum
  export extends finally for from function get if implements import in infer instanceof interface is keyof let namespace
  new of override private protected public readonly return satisfies set static super switch this throw try type typeof using var
  void while with yield`.split(/\s+/),
);
const constants = new Set(["true", "false", "null", "undefined", "NaN", "Infinity"]);

// Sticky, so that no slices are needed.
const space = /\s+/y;
const lineComment = /\/\/[^\n]*/y;
const blockComment = /\/\*[\s\S]*?(\*\/|$)/y;
const word = /[\p{ID_Start}$_#@][\p{ID_Continue}$\u200c\u200d]*/uy;
const number =
  /(?:0[xXbBoO][\da-fA-F_]+n?|(?:\d[\d_]*(?:\.(?!\.)[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d+)?n?)(?![\p{ID_Continue}$])/uy;
const quoted = /"(?:[^"\\\n]|\\[\s\S])*("|)|'(?:[^'\\\n]|\\[\s\S])*('|)/y;
const templatePart = /(?:[^`\\$]|\\[\s\S]|\$(?!\{))*(`|\$\{|)/y;
// Bounded, since an unclosed one is tried at every slash; longer ones are tokenized as divisions.
const regex = /\/(?![*/])(?:[^\\/[\n]|\\.|\[(?:[^\]\\\n]|\\.){0,200}\]){1,500}\/[a-z]*/y;
/** An invalid number, for example `1abc`, is skipped as a whole. */
const noNumber = /[\p{ID_Continue}$]+/uy;
// The format of dates in `util.inspect`.
const date = /\d{4}-\d\d-\d\dT[\d:.]+Z/y;
const special = /\[(?:Function|AsyncFunction|class|Getter|Setter|Circular|Object|Array)[^\]\n]{0,200}\]/y;
const punctuation = /=>|\?\.|\?\?=?|\.\.\.|[=!]==?|[<>]=?|&&=?|\|\|=?|\*\*=?|[+\-*/%&|^]=?|[\s\S]/y;

/**
 * Returns the tokens of `code` in order; spaces are the gaps between them. With `isValue` it may be a value formatted
 * by `util.inspect`.
 */
export function tokenize(code: string, { isValue = false }: { readonly isValue?: boolean } = {}): Token[] {
  const scanner = new Scanner(code, isValue);
  while (!scanner.isAtEnd) scanner.step();
  return scanner.tokens;
}

class Scanner {
  readonly tokens: Token[] = [];
  readonly #code: string;
  readonly #isValue: boolean;
  #at = 0;
  #braces = 0;
  /** Number of open braces in each open `${`, whose `}` returns to the template. */
  readonly #templates: number[] = [];

  constructor(code: string, isValue: boolean) {
    this.#code = code;
    this.#isValue = isValue;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#code.length;
  }

  step(): void {
    const gap = this.#match(space);
    if (gap !== undefined) {
      this.#at += gap[0].length;
      return;
    }
    const letter = this.#code[this.#at] ?? "";
    if (letter === "/") this.#slash();
    else if (letter === "`") this.#template();
    else if (letter === "}" && this.#braces === 0 && this.#templates.length > 0) {
      this.#braces = this.#templates.pop() ?? 0;
      this.#template();
    } else if (letter === '"' || letter === "'") this.#string();
    else if (this.#isValue && (this.#take("special", special) || this.#take("number", date))) return;
    else if (!this.#take("number", number) && !this.#word()) this.#punctuation(letter);
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#code) ?? undefined;
  }

  #add(kind: TokenKind, length: number, isOpen = false): void {
    this.tokens.push({ kind, start: this.#at, end: this.#at + length, isOpen });
    this.#at += length;
  }

  #take(kind: TokenKind, pattern: RegExp): boolean {
    const found = this.#match(pattern);
    if (found !== undefined) this.#add(kind, found[0].length);
    return found !== undefined;
  }

  #slash(): void {
    const line = this.#match(lineComment);
    const block = this.#match(blockComment);
    if (line !== undefined) this.#add("comment", line[0].length, this.#at + line[0].length === this.#code.length);
    else if (block !== undefined) this.#add("comment", block[0].length, block[1] === "");
    else if (!mayStartRegex(this.#code, this.tokens.at(-1)) || !this.#take("regex", regex)) this.#punctuation("/");
  }

  #string(): void {
    const found = this.#match(quoted);
    const length = found?.[0].length ?? 1;
    const isEnded = (found?.[1] ?? found?.[2] ?? "") !== "";
    this.#add("string", length, !isEnded && this.#at + length === this.#code.length);
  }

  /** Reads a template up to its end or the next `${`, starting at its quote or at the `}` that returns to it. */
  #template(): void {
    const start = this.#at;
    this.#at += 1;
    const [text = "", end = ""] = this.#match(templatePart) ?? [];
    this.#at = start;
    this.#add("template", 1 + text.length, end === "");
    if (end !== "${") return;
    this.#templates.push(this.#braces);
    this.#braces = 0;
  }

  #word(): boolean {
    const found = this.#match(word);
    if (found !== undefined) this.#add(wordKind(found[0], this.#code[this.#at - 1]), found[0].length);
    return found !== undefined;
  }

  #punctuation(letter: string): void {
    if (letter === "{") this.#braces += 1;
    if (letter === "}") this.#braces -= 1;
    const found = /\d/.test(letter) ? this.#match(noNumber) : this.#match(punctuation);
    this.#add("punctuation", found?.[0].length ?? 1);
  }
}

function wordKind(text: string, before: string | undefined): TokenKind {
  if (before === ".") return "name";
  if (keywords.has(text)) return "keyword";
  return constants.has(text) ? "constant" : "name";
}

/** Whether a `/` starts a regular expression; after a value it is a division. */
function mayStartRegex(code: string, last: Token | undefined): boolean {
  if (last === undefined) return true;
  const text = code.slice(last.start, last.end);
  if (last.kind === "punctuation") return ![")", "]", "}"].includes(text);
  return last.kind === "keyword" && text !== "this" && text !== "super";
}
