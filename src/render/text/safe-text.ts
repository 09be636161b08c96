/** Makes untrusted text safe, for terminals and HTML. */

/** Scripts in which ZWJ and ZWNJ are part of the spelling; elsewhere they hide text. */
const joining =
  "\\p{Script=Arabic}\\p{Script=Syriac}\\p{Script=Mongolian}\\p{Script=Devanagari}\\p{Script=Bengali}\\p{Script=Gurmukhi}" +
  "\\p{Script=Gujarati}\\p{Script=Oriya}\\p{Script=Tamil}\\p{Script=Telugu}\\p{Script=Kannada}\\p{Script=Malayalam}" +
  "\\p{Script=Sinhala}\\p{Script=Khmer}";

// Where joiners are allowed: between two letters of such a script, and between two emoji. The number of marks is
// bounded, since otherwise a hostile name could take minutes.
const spelled = [
  `(?<=[${joining}]\\p{M}{0,3})[\\u200c\\u200d](?=[${joining}])`,
  "(?<=\\p{Extended_Pictographic}[\\p{EMod}\\ufe0f]?)\\u200d(?=\\p{Extended_Pictographic})",
].join("|");

// C0, DEL and C1 control a terminal. Cf (bidi, zero-width, tags), line and paragraph separators, invisible fillers,
// lone surrogates and private use make one name look like another.
const unsafe = `(${spelled})|\\r\\n|[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\u2028\\u2029\\u034f\\u115f\\u1160\\u17b4\\u17b5\\u3164\\uffa0\\u{e0100}-\\u{e01ef}]`;

// Compiled at first use: sets of Unicode take milliseconds.
let unsafePattern: RegExp | undefined;

const plainAscii = /^[\x20-\x7e]*$/;

/**
 * Returns untrusted text as one printable line. Control and invisible characters are written as `\x1b`, `\u202e` or
 * `\u{e0041}`, a newline as `⏎`. Letters of all scripts and emoji are kept.
 */
export function safeText(text: string): string {
  if (plainAscii.test(text)) return text;
  unsafePattern ??= new RegExp(unsafe, "gu");
  return text.replace(unsafePattern, (found, kept?: string) => kept ?? visible(found));
}

/** Like {@link safeText}, for each line; newlines are kept. */
export function safeLines(text: string): string[] {
  return text.split(/\r?\n/).map(safeText);
}

function visible(found: string): string {
  if (found === "\n" || found === "\r\n") return "⏎";
  const code = found.codePointAt(0) ?? 0;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, "0")}`;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, "0")}`;
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Escapes untrusted text for HTML, including attributes; invisible characters are shown as by {@link safeText}. */
export function escapeHtml(text: string): string {
  return safeText(text).replace(/[&<>"']/g, (letter) => entities[letter] ?? letter);
}

const letters = Object.fromEntries(Object.entries(entities).map(([letter, entity]) => [entity, letter]));

/** Replaces the entities of {@link escapeHtml} by their letters. */
export function unescapeHtml(html: string): string {
  return html.replace(/&[^;&]{2,4};/g, (entity) => letters[entity] ?? entity);
}
