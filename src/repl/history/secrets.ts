/** What must never be written down, by value and by shape. Pure. */

/** A part of a text that is a secret. */
export interface Finding {
  readonly start: number;
  readonly end: number;
  /** Whether the value is one that we were told of; otherwise its shape gave it away. */
  readonly isKnown: boolean;
  /** What it seems to be, for a name to put in its place, as `password`. */
  readonly word: string;
}

// Shorter values would hit ordinary words.
const minKnownLength = 4;

/** Each pattern's first group is what comes before the secret, the second is the secret. */
const shapes: readonly { readonly pattern: RegExp; readonly word?: string }[] = [
  // password: '…', token = "…", API_TOKEN=…, { secret: `…` }
  {
    pattern:
      /((?:password|passwd|passphrase|pwd|\bpw|\bpass|secret|token|api_?key|credentials?)\w*["']?\s*\]?\s*(?:!?:(?:\s*string\s*=)?|=)(?!=|>)\s*)("(?:[^"\\\n]|\\.)+"|'(?:[^'\\\n]|\\.)+'|`[^`]+`)/gi,
  },
  { pattern: /((?:password|passwd|secret|token|api_?key)\w*=)([^\s"'`;,(){}]+)(?=\s|$|["'`])/gi },
  // .setPassword('…'), login('name', '…')
  { pattern: /(\w(?:password|token|secret)\s*\(\s*)("(?:[^"\\\n]|\\.)+"|'(?:[^'\\\n]|\\.)+')/gi, word: "password" },
  {
    pattern: /(\blogin\s*\(\s*(?:"[^"\n]*"|'[^'\n]*'|\w+)\s*,\s*)("(?:[^"\\\n]|\\.)+"|'(?:[^'\\\n]|\\.)+')/gi,
    word: "password",
  },
  // user:pass@host
  { pattern: /([a-z][a-z\d+.-]*:\/\/[^\s/:@'"`]*:)([^\s/@'"`]+)(?=@)/gi, word: "password" },
  { pattern: /(\bbearer\s+)([\w.~+/-]{8,}=*)/gi, word: "token" },
  // Long hex, and base64 that mixes cases and digits: the API's own tokens are 128 letters.
  { pattern: /(^|[^\w/+-])([\da-f]{32,})(?![\w/+-])/gi, word: "token" },
  {
    pattern: /(^|[^\w/+.-])((?=[\w+/-]*\d)(?=[\w+/-]*[a-z])(?=[\w+/-]*[A-Z])[\w+/-]{40,}={0,2})(?![\w/+-])/g,
    word: "token",
  },
];

/** The secrets in `text`, in order, none overlapping. `known` are values; the rest goes by shape. */
export function findSecrets(text: string, known: readonly string[]): Finding[] {
  const found: Finding[] = [];
  const add = (finding: Finding) => {
    const overlaps = found.some(({ start, end }) => finding.start < end && start < finding.end);
    if (finding.end > finding.start && !overlaps) found.push(finding);
  };
  for (const value of known) {
    if (value.length < minKnownLength) continue;
    for (let at = text.indexOf(value); at !== -1; at = text.indexOf(value, at + value.length)) {
      add({ start: at, end: at + value.length, isKnown: true, word: wordBefore(text.slice(0, at)) });
    }
  }
  for (const { pattern, word } of shapes) {
    for (const match of text.matchAll(pattern)) {
      const [, before = "", secret = ""] = match;
      const isQuoted = /^["'`]/.test(secret);
      const start = (match.index ?? 0) + before.length + (isQuoted ? 1 : 0);
      const end = (match.index ?? 0) + before.length + secret.length - (isQuoted ? 1 : 0);
      add({ start, end, isKnown: false, word: word ?? wordBefore(before) });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

/** Whether `text` holds a value that we were told is secret. */
export function holdsKnownSecret(text: string, known: readonly string[]): boolean {
  return findSecrets(text, known).some(({ isKnown }) => isKnown);
}

/** `text` with every secret taken out, shown as `‹password›`. */
export function redact(text: string, known: readonly string[]): string {
  return replaceSecrets(text, known, ({ word }) => `‹${word}›`);
}

/** `text` with what `replacement` gives in the place of every secret. */
export function replaceSecrets(
  text: string,
  known: readonly string[],
  replacement: (finding: Finding) => string,
): string {
  let out = "";
  let at = 0;
  for (const finding of findSecrets(text, known)) {
    out += text.slice(at, finding.start) + replacement(finding);
    at = finding.end;
  }
  return out + text.slice(at);
}

function wordBefore(text: string): string {
  return /token|api_?key/i.test(text.slice(-40)) ? "token" : /secret/i.test(text.slice(-40)) ? "secret" : "password";
}
