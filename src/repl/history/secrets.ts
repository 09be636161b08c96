/**
 * Finds secrets in code by known values and by patterns. Pasted entries can be megabytes long, so every pattern
 * is bounded and starts with a fixed word: the time is linear in the length of the text.
 */
import { literalAt, literalsAt, nameAt, skipSpace } from "./literals.js";

/** A secret in a text. */
export interface SecretMatch {
  readonly start: number;
  readonly end: number;
  /** Whether it is a known value; otherwise it matches a pattern. */
  readonly isKnown: boolean;
  /** The apparent kind of secret, for a placeholder, for example `password`. */
  readonly word: string;
}

/** Known secrets and names of secrets. */
export interface KnownSecrets {
  /** Known values. */
  readonly values?: readonly string[];
  /** Variables whose values are secrets, for example `p` after `as('labeler_1', { password: p })`. */
  readonly names?: readonly string[];
}

// Shorter values would match ordinary words.
const minKnownLength = 4;
const maxNames = 100;

const secretWords = "password|passwd|passphrase|pwd|\\bpw|\\bpass|secret|token|api[_-]?key|credentials?|authorization";
/** Matches up to the start of a value: `password: '`, `token = "`, `{ "apiKey": "`, `env['API_TOKEN'] = '`. */
const slot = new RegExp(
  `(?:${secretWords})\\w{0,64}["']?\\s{0,16}\\]?\\s{0,16}(?:!?:(?:\\s{0,16}string\\s{0,16}=)?|=)(?![=>])\\s{0,64}`,
  "gi",
);
/** Matches `API_TOKEN=` in shell or env-file lines. */
const bareSlot = /(?:password|passwd|secret|token|api_?key)\w{0,64}=/gi;
const bareEnd = /[\s"'`;,(){}]/g;
/** Matches `.setPassword(`, whose arguments are secrets; `password(` itself only asks for one. */
const setter = /\w(?:password|passwd|secret|token)s?\s{0,16}\(/gi;
/** Calls whose second argument is a password, or was meant as one. */
const loginCall =
  /(?<![\w$])(?:login|logIn|signIn|authenticate|as|ensure(?:Annotator|Reviewer|Member)|user\s{0,8}\.\s{0,8}create|createUser)\s{0,16}\(/g;
const scheme = /\b(?:bearer|basic)\s{1,16}(?=[\w.~+/-]{8})/gi;
const encoder = /\b(?:btoa|Buffer\s{0,8}\.\s{0,8}from)\s{0,16}\(/g;
// Long hexadecimal runs, and base64 with mixed cases and digits: API tokens have 128 characters.
const longRun = /[\w/+-]{32,}={0,2}/g;

/** Returns the secrets in `text`, in order and without overlaps. */
export function findSecrets(text: string, { values = [], names = [] }: KnownSecrets): SecretMatch[] {
  const found: SecretMatch[] = [];
  const add = (start: number, end: number, word: string, isKnown = false) => {
    if (end > start) found.push({ start, end, isKnown, word });
  };
  for (const value of values) {
    if (value.length < minKnownLength) continue;
    for (let at = text.indexOf(value); at !== -1; at = text.indexOf(value, at + value.length)) {
      add(at, at + value.length, wordBefore(text, at), true);
    }
  }
  const addLiterals = (at: number, word: string) => {
    for (const { start, end } of literalsAt(text, at)) add(start, end, word);
  };
  for (const [at, before] of endsOf(slot, text)) addSlot(text, at, before, add);
  addBare(text, add);
  for (const [at] of endsOf(setter, text)) addLiterals(skipSpace(text, at), "password");
  for (const at of secondArguments(text)) addLiterals(at, "password");
  for (const name of [...new Set([...names, ...secretNames(text)])].slice(0, maxNames)) {
    for (const at of assignmentsOf(text, name)) addLiterals(at, wordBefore(text, at));
  }
  addAddresses(text, add);
  addSchemes(text, add);
  for (const match of text.matchAll(longRun)) {
    if (isToken(match[0], text[match.index - 1])) add(match.index, match.index + match[0].length, "token");
  }
  return merged(found);
}

/** Returns the variables that `text` passes as passwords; their values are secrets too. */
export function secretNames(text: string): string[] {
  const offsets = [...[...endsOf(slot, text)].map(([at]) => at), ...secondArguments(text)];
  for (const [at] of endsOf(setter, text)) offsets.push(skipSpace(text, at));
  const names = offsets.map((at) => nameAt(text, at)).filter((name) => name !== undefined);
  return [...new Set(names)].slice(0, maxNames);
}

/** Whether `text` contains a known secret. */
export function holdsKnownSecret(text: string, values: readonly string[]): boolean {
  return values.some((value) => value.length >= minKnownLength && text.includes(value));
}

/** Returns `text` with each secret replaced by a placeholder such as `‹password›`. */
export function redact(text: string, known: KnownSecrets): string {
  return replaceSecrets(text, known, ({ word }) => `‹${word}›`);
}

/** Returns `text` with each secret replaced by the result of `replacement`. */
export function replaceSecrets(
  text: string,
  known: KnownSecrets,
  replacement: (finding: SecretMatch) => string,
): string {
  let out = "";
  let at = 0;
  for (const finding of findSecrets(text, known)) {
    out += text.slice(at, finding.start) + replacement(finding);
    at = finding.end;
  }
  return out + text.slice(at);
}

type Add = (start: number, end: number, word: string) => void;

function* endsOf(pattern: RegExp, text: string): Generator<readonly [end: number, matched: string]> {
  for (const match of text.matchAll(pattern)) yield [match.index + match[0].length, match[0]];
}

function addSlot(text: string, at: number, before: string, add: Add): void {
  for (const { start, end } of literalsAt(text, at)) {
    // In `authorization: 'Bearer …'` the scheme is kept.
    const named = /^authorization/i.test(before)
      ? /^(?:bearer|basic|token)\s+/i.exec(text.slice(start, start + 40))
      : null;
    add(start + (named?.[0].length ?? 0), end, wordBefore(text, at));
  }
}

function addBare(text: string, add: Add): void {
  let runEnd = -1;
  for (const [start] of endsOf(bareSlot, text)) {
    // Adjacent values without a gap end at the same place, which is searched only once.
    if (start >= runEnd) {
      bareEnd.lastIndex = start;
      runEnd = bareEnd.exec(text)?.index ?? text.length;
    }
    if (/[\s"'`]/.test(text[runEnd] ?? " ")) add(start, runEnd, wordBefore(text, start));
  }
}

function* secondArguments(text: string): Generator<number> {
  for (const [at] of endsOf(loginCall, text)) {
    const first = skipSpace(text, at);
    const end =
      literalAt(text, first)?.outerEnd ??
      first + (/^[\w$.[\]]{1,80}/.exec(text.slice(first, first + 80))?.[0].length ?? 0);
    const comma = skipSpace(text, end);
    if (end > first && text[comma] === ",") yield skipSpace(text, comma + 1);
  }
}

/** Yields where a value is assigned to `name`: after `p =`, `p: string =` or `p:`. */
function* assignmentsOf(text: string, name: string): Generator<number> {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + name.length)) {
    if (/[\w$]/.test(text[at - 1] ?? "")) continue;
    const rest = text.slice(at + name.length, at + name.length + 80);
    const sign = /^["']?\s*\]?\s*(?:!?:(?:\s*string\s*=)?|=)(?![=>])\s*/.exec(rest);
    if (sign !== null) yield at + name.length + sign[0].length;
  }
}

/** Finds `user:password@host` in addresses. */
function addAddresses(text: string, add: Add): void {
  for (let at = text.indexOf("://"); at !== -1; at = text.indexOf("://", at + 3)) {
    if (!/[a-z\d+.-]/i.test(text[at - 1] ?? "")) continue;
    const end = at + 3 + text.slice(at + 3, at + 1_000).search(/[\s/@'"`]|$/);
    const colon = text.indexOf(":", at + 3);
    if (text[end] === "@" && colon !== -1 && colon < end) add(colon + 1, end, "password");
  }
}

/** Finds `Bearer …` and `Basic …`, and what is encoded for the latter. */
function addSchemes(text: string, add: Add): void {
  for (const [at, before] of endsOf(scheme, text)) {
    const value = /^[\w.~+/-]+={0,2}/.exec(text.slice(at, at + 4_000))?.[0] ?? "";
    const isBasic = /^basic/i.test(before);
    // "basic authentication" is prose; a `Basic` value is `login:password` in base64.
    if (!isBasic || Buffer.from(value, "base64").includes(":"))
      add(at, at + value.length, isBasic ? "password" : "token");
  }
  for (const [at] of endsOf(encoder, text)) {
    for (const { start, end } of literalsAt(text, skipSpace(text, at))) {
      const pair = /^[^\s:]{1,80}:(?=\S)/.exec(text.slice(start, Math.min(end, start + 81)))?.[0];
      if (pair !== undefined && /basic/i.test(text)) add(start + pair.length, end, "password");
    }
  }
}

function isToken(run: string, before: string | undefined): boolean {
  if (/^[\da-f]{32,}$/i.test(run)) return true;
  return run.length >= 40 && before !== "." && /\d/.test(run) && /[a-z]/.test(run) && /[A-Z]/.test(run);
}

/** Sorts findings and merges overlapping ones. */
function merged(found: SecretMatch[]): SecretMatch[] {
  const merged: SecretMatch[] = [];
  for (const finding of found.sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = merged.at(-1);
    if (last === undefined || finding.start >= last.end) merged.push(finding);
    else {
      const isKnown = last.isKnown || finding.isKnown;
      // `secret = { password: '…' }` gives one value two names; keep the more specific one.
      const word = last.word === "secret" ? finding.word : last.word;
      merged[merged.length - 1] = { ...last, word, end: Math.max(last.end, finding.end), isKnown };
    }
  }
  return merged;
}

function wordBefore(text: string, at: number): string {
  const before = text.slice(Math.max(at - 40, 0), at);
  const [nearest = ""] = [...before.matchAll(/token|api[_-]?key|authorization|secret|passw/gi)].at(-1) ?? [];
  if (/secret/i.test(nearest)) return "secret";
  return nearest === "" || /passw/i.test(nearest) ? "password" : "token";
}
