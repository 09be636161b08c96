/** Finds out whether the cursor is in a string that takes the name of something on the instance. */
import { type Token, tokenize } from "../../base/text/tokens.js";
import { type ScopeVariables, scopeAtEnd } from "./chain-scope.js";
import type { NameScope, NameSource } from "./name-source.js";
import { unquoteName } from "./quoted-name.js";

/** A kind of name. */
export type InstanceNameKind = keyof NameSource;

/** The string at the cursor, or the place where one can begin. */
export interface NameSlot {
  /** The kind of name that it takes. */
  readonly kind: InstanceNameKind;
  readonly scope: NameScope;
  /** Start and end of its text, without the quotes. */
  readonly start: number;
  readonly end: number;
  /** Its text up to the cursor, without escapes. */
  readonly typed: string;
  readonly quote: string;
  /** The other strings of the same list or call, which are not offered again. */
  readonly others: readonly string[];
  /** Whether the string has not begun: `tags: [`. */
  readonly isUnquoted: boolean;
}

/** Properties and methods whose strings are names. */
const nameKindOfWord: Readonly<Record<string, InstanceNameKind>> = {
  class: "classes",
  classes: "classes",
  classesToLabel: "classes",
  applicableClasses: "classes",
  tag: "tags",
  tags: "tags",
  tagsToLabel: "tags",
  includeTagged: "tags",
  excludeTagged: "tags",
  includeImagesWithTags: "tags",
  excludeImagesWithTags: "tags",
  team: "teams",
  ensureTeam: "teams",
  workspace: "workspaces",
  project: "projects",
  ensureProject: "projects",
  dataset: "datasets",
  ensureDataset: "datasets",
  images: "images",
  login: "logins",
  as: "logins",
  assign: "logins",
  assignedTo: "logins",
  assignedToLogin: "logins",
  createdBy: "logins",
  handOver: "logins",
  reassign: "logins",
  reviewer: "logins",
  annotator: "logins",
  weights: "logins",
  ensureAnnotator: "logins",
  ensureReviewer: "logins",
  ensureMember: "logins",
  getInfoByLogin: "logins",
  getMemberInfoByLogin: "logins",
};

/**
 * Returns the slot at `offset` of `code`; undefined if no name is expected. `variables` are those of earlier code; the
 * ones of this code are not added.
 */
export function nameSlot(code: string, offset: number, variables: ScopeVariables = new Map()): NameSlot | undefined {
  const before = code.slice(0, offset);
  const tokens = tokenize(before);
  const last = tokens.at(-1);
  if (last === undefined) return undefined;
  const isUnquoted = !last.isOpen && last.kind === "punctuation" && "([,:".includes(before.slice(last.start, last.end));
  if (!isUnquoted) {
    if (!last.isOpen || (last.kind !== "string" && last.kind !== "template")) return undefined;
    tokens.pop();
  }
  const textOf = (index: number) => before.slice(tokens[index]?.start, tokens[index]?.end);
  const slot = (word: string): NameSlot | undefined => {
    const kind = Object.hasOwn(nameKindOfWord, word) ? nameKindOfWord[word] : undefined;
    if (kind === undefined) return undefined;
    const scope = scopeAtEnd(before, tokens, new Map(variables));
    const end = isUnquoted ? offset : offset + lengthToQuote(code.slice(offset), before[last.start] ?? "'");
    const others = stringsBeside(tokens, before, code.slice(end + (isUnquoted ? 0 : 1)));
    if (isUnquoted) return { kind, scope, start: offset, end: offset, typed: "", quote: "'", isUnquoted, others };
    const quote = before[last.start] ?? "'";
    const start = last.start + 1;
    return { kind, scope, start, end, typed: unquoteName(before.slice(start)), quote, isUnquoted, others };
  };
  const settingSlot = (index: number) =>
    isUnquoted && !isInOptions(tokens, index, textOf) ? undefined : slot(textOf(index - 1).replace(/^["']|["']$/g, ""));
  // The keys of `weights: { … }` and `weights({ … })` are logins.
  const keySlot = (index: number) => {
    const isKeyed = ":(".includes(textOf(index - 1)) && /^["']?weights["']?$/.test(textOf(index - 2));
    return isKeyed ? slot("weights") : undefined;
  };
  // Walks back from the cursor to the token that gives the string its role: `:` in `tags: ["a", "|`, `(` in `ensureTeam("|`,
  // `{` for a key of `weights({ "|`. Past a comma, the string is a later argument or property; a colon that follows then
  // belongs to an earlier property.
  let depth = 0;
  let isPastComma = false;
  let isPastSetting = false;
  for (let index = tokens.length - 1; index >= 0; index -= 1) {
    const text = textOf(index);
    if (tokens[index]?.kind !== "punctuation") continue;
    if (")]}".includes(text)) depth += 1;
    else if (depth > 0) depth -= "([{".includes(text) ? 1 : 0;
    else if (text === ",") isPastComma = true;
    else if (text === "[") isPastComma = false;
    else if (text === ":" && isPastComma) isPastSetting = true;
    else if (text === "(") return (isUnquoted && isPastComma) || isPastSetting ? undefined : slot(textOf(index - 1));
    else if (text === ":") return settingSlot(index);
    else return text === "{" && !isUnquoted ? keySlot(index) : undefined;
  }
  return undefined;
}

/** Returns the other strings of the list or call that `tokens` of `before` end in and `after` continues. */
function stringsBeside(tokens: readonly Token[], before: string, after: string): string[] {
  const beforeCursor = stringsUntil("([{", ")]}", tokens.toReversed(), before);
  // Values of other properties do not belong to this list.
  if (beforeCursor.bracket !== "[" && beforeCursor.bracket !== "(") return [];
  return [...beforeCursor.strings, ...stringsUntil(")]};", "([{", tokenize(after), after).strings];
}

interface StringsUntil {
  readonly strings: readonly string[];
  /** The bracket where the list starts or ends; undefined if there is none. */
  readonly bracket?: string;
}

function stringsUntil(ends: string, nested: string, tokens: readonly Token[], code: string): StringsUntil {
  const strings: string[] = [];
  let depth = 0;
  for (const { kind, start, end, isOpen } of tokens) {
    const text = code.slice(start, end);
    if (kind === "string" && depth === 0 && !isOpen) strings.push(unquoteName(text.slice(1, -1)));
    if (kind !== "punctuation") continue;
    if (nested.includes(text)) depth += 1;
    else if (ends.includes(text) && depth === 0) return { strings, bracket: text };
    else if (ends.includes(text)) depth -= 1;
  }
  return { strings };
}

/** Whether the token belongs to an object literal that is the argument of a call, not to a type or a `? :`. */
function isInOptions(tokens: readonly Token[], at: number, textOf: (index: number) => string): boolean {
  let depth = 0;
  for (let index = at - 1; index > 0; index -= 1) {
    if (tokens[index]?.kind !== "punctuation") continue;
    const text = textOf(index);
    if (")]}".includes(text)) depth += 1;
    else if ("([{".includes(text)) depth -= 1;
    else if (depth === 0 && text === "?") return false;
    if (depth < 0) return text === "{" && textOf(index - 1) === "(";
  }
  return false;
}

/** Returns the length of the name's rest after the cursor, up to the quote; 0 if the string is not closed yet. */
function lengthToQuote(after: string, quote: string): number {
  const rest = /^[^'"`\n()[\]{}]*/.exec(after)?.[0] ?? "";
  return after[rest.length] === quote ? rest.length : 0;
}
