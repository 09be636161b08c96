/** Finds out whether the cursor is in a string that takes the name of something on the instance. Pure. */

import { type Token, tokenize } from "../../render/text/tokens.js";
import type { NamePlace, NameSource } from "../options.js";

/** A kind of name. */
export type InstanceNameKind = keyof NameSource;

/** The string at the cursor: the kind of name it takes, the text typed so far, and its quote. */
export interface NameSlot {
  readonly kind: InstanceNameKind;
  readonly place: NamePlace;
  readonly start: number;
  readonly typed: string;
  readonly quote: string;
}

/** Properties and methods whose strings are names. */
const kinds: Readonly<Record<string, InstanceNameKind>> = {
  class: "classes",
  classes: "classes",
  classesToLabel: "classes",
  tag: "tags",
  tags: "tags",
  tagsToLabel: "tags",
  includeTagged: "tags",
  excludeTagged: "tags",
  team: "teams",
  ensureTeam: "teams",
  project: "projects",
  ensureProject: "projects",
  dataset: "datasets",
  ensureDataset: "datasets",
  login: "logins",
  as: "logins",
  assign: "logins",
  assignedTo: "logins",
  assignedToLogin: "logins",
  handOver: "logins",
  reassign: "logins",
  reviewer: "logins",
  annotator: "logins",
  ensureAnnotator: "logins",
  ensureReviewer: "logins",
  ensureMember: "logins",
  getInfoByLogin: "logins",
  getMemberInfoByLogin: "logins",
};

/** Returns the slot at `offset` of `code`; undefined if no name is expected. */
export function nameSlot(code: string, offset: number): NameSlot | undefined {
  const before = code.slice(0, offset);
  const tokens = tokenize(before);
  const last = tokens.pop();
  if (last === undefined || !last.isOpen || (last.kind !== "string" && last.kind !== "template")) return undefined;
  const textOf = (index: number) => before.slice(tokens[index]?.start, tokens[index]?.end);
  const slot = (word: string): NameSlot | undefined => {
    const kind = Object.hasOwn(kinds, word) ? kinds[word] : undefined;
    const quote = before[last.start] ?? "'";
    const place = placeBefore(before, tokens);
    return kind === undefined
      ? undefined
      : { kind, place, start: last.start + 1, typed: before.slice(last.start + 1), quote };
  };
  let depth = 0;
  let isPastComma = false;
  for (let index = tokens.length - 1; index >= 0; index -= 1) {
    const text = textOf(index);
    if (tokens[index]?.kind !== "punctuation") continue;
    if (")]}".includes(text)) depth += 1;
    else if (depth > 0) depth -= "([{".includes(text) ? 1 : 0;
    else if (text === ",") isPastComma = true;
    else if (text === "[") isPastComma = false;
    else if (text === "(") return slot(textOf(index - 1));
    else if (text === ":") return isPastComma ? undefined : slot(textOf(index - 1).replace(/^["']|["']$/g, ""));
    else return undefined;
  }
  return undefined;
}

/** Returns the team and project of the last chain in the text; a new `team(…)` starts a new chain. */
function placeBefore(code: string, tokens: readonly Token[]): NamePlace {
  const texts = tokens.map(({ start, end }) => code.slice(start, end));
  let place: NamePlace = {};
  for (const [index, word] of texts.entries()) {
    if ((word !== "team" && word !== "project") || texts[index + 1] !== "(" || texts[index + 3] !== ")") continue;
    const named = literalOf(texts[index + 2] ?? "");
    const isLink = texts[index - 1] === ".";
    place = { ...(isLink ? place : {}), ...(named === undefined ? {} : { [word]: named }) };
  }
  return place;
}

/** Returns the value of a number, or of a string without escapes. */
function literalOf(text: string): string | number | undefined {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  return /^(["'`])([^\\]*)\1$/.exec(text)?.[2];
}

/** Escapes `name` for a string with this quote. */
export function quoteName(name: string, quote: string): string {
  const escaped = name.replaceAll("\\", "\\\\").replaceAll(quote, `\\${quote}`).replaceAll("\n", "\\n");
  return quote === "`" ? escaped.replaceAll("${", "\\${") : escaped;
}
