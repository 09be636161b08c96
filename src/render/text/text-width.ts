/** Measures, wraps and cuts text by terminal columns. The text must be safe and a single line. */
import { eastAsianWidth } from "get-east-asian-width";

const ascii = /^[\x20-\x7e]*$/;
// Scripts in which every character is a letter of one or two columns; the segmenter is ten times slower.
const plainLetters =
  /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u0391-\u03ff\u0400-\u0482\u048a-\u052f\u2010-\u2027\u2500-\u257f\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff5e]*$/;
const marks = /^[\p{Mn}\p{Me}\p{Cf}]$/u;
const emoji = /^\p{Extended_Pictographic}/u;
const emojiAsOne = /[\u200d\ufe0f\p{EMod}]/u;
const keycap = /\u20e3$/;

let segmenter: Intl.Segmenter | undefined;

/** Splits `text` into graphemes. */
export function graphemes(text: string): string[] {
  if (ascii.test(text) || plainLetters.test(text)) return text.split("");
  segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
  if (text.length <= segmentLength) return Array.from(segmenter.segment(text), ({ segment }) => segment);
  // In parts, since the segmenter's time is quadratic in the length.
  const letters: string[] = [];
  for (let start = 0; start < text.length; ) {
    const isSplit = /[\ud800-\udbff]/.test(text[start + segmentLength - 1] ?? "");
    const end = start + segmentLength - (isSplit ? 1 : 0);
    for (const { segment } of segmenter.segment(text.slice(start, end))) letters.push(segment);
    start = end;
  }
  return letters;
}

const segmentLength = 1_024;

/** Returns the columns of `text`: two for wide letters and emoji, none for combining marks. */
export function textWidth(text: string): number {
  if (ascii.test(text)) return text.length;
  let width = 0;
  if (plainLetters.test(text)) {
    // In these scripts, all wide characters come after the start of kana.
    for (let index = 0; index < text.length; index += 1) width += text.charCodeAt(index) >= 0x3041 ? 2 : 1;
    return width;
  }
  for (const letter of graphemes(text)) width += graphemeWidth(letter);
  return width;
}

function graphemeWidth(letter: string): number {
  if (letter.length > 1 && ((emoji.test(letter) && emojiAsOne.test(letter)) || keycap.test(letter))) return 2;
  let width = 0;
  for (const character of letter) width += characterWidth(character);
  return width;
}

// Terminals advance by characters, so a letter of several (as in Thai and Devanagari) has the sum of their widths.
function characterWidth(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x7f) return 1;
  // Hangul vowels and finals are drawn into the block of the first consonant.
  if (code >= 0x1160 && code <= 0x11ff) return 0;
  return marks.test(character) ? 0 : eastAsianWidth(code);
}

/** Cuts `text` to `width` columns; `…` marks the cut. */
export function cutText(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  return `${headOf(graphemes(text), width - 1).trimEnd()}…`;
}

function headOf(letters: readonly string[], width: number): string {
  let used = 0;
  let head = "";
  for (const letter of letters) {
    used += graphemeWidth(letter);
    if (used > width) break;
    head += letter;
  }
  return head;
}

/** Pads `text` with spaces to `width` columns. */
export function padText(text: string, width: number, align: "left" | "right" = "left"): string {
  const gap = width - textWidth(text);
  if (gap <= 0) return text;
  return align === "left" ? text + " ".repeat(gap) : " ".repeat(gap) + text;
}

/** Wraps text at spaces to `width` columns; words are broken only if they are longer than a line. */
export function wrapText(text: string, width: number): string[] {
  if (textWidth(text) <= width) return [text];
  const lines: string[] = [];
  let line = "";
  let used = 0;
  for (const word of text.split(/(?<= )(?=[^ ])/)) {
    const wide = textWidth(trimSpaces(word));
    if (used > 0 && used + wide > width) {
      lines.push(trimSpaces(line));
      line = "";
      used = 0;
    }
    if (wide <= width) {
      line += word;
      used += wide + (word.length - trimSpaces(word).length);
      continue;
    }
    const pieces = breakWord(word, width);
    line = pieces.pop() ?? "";
    used = textWidth(line);
    for (const piece of pieces) lines.push(piece);
  }
  const last = trimSpaces(line);
  return last === "" && lines.length > 0 ? lines : [...lines, last];
}

// Not `trimEnd`, which also removes wide and other spaces, and not / +$/, whose time is quadratic.
function trimSpaces(text: string): string {
  let end = text.length;
  while (text[end - 1] === " ") end -= 1;
  return text.slice(0, end);
}

// Long words are names or paths: break after separators, or anywhere if there is none nearby.
function breakWord(word: string, width: number): string[] {
  const pieces: string[] = [];
  let piece: string[] = [];
  let used = 0;
  for (const letter of graphemes(word)) {
    const wide = graphemeWidth(letter);
    if (piece.length > 0 && used + wide > width) {
      const joint = piece.findLastIndex((before) => /^[_\-/.,:;|@]$/.test(before)) + 1;
      const end = joint > piece.length / 2 ? joint : piece.length;
      pieces.push(piece.slice(0, end).join(""));
      piece = piece.slice(end);
      used = textWidth(piece.join(""));
    }
    piece.push(letter);
    used += wide;
  }
  return [...pieces, piece.join("")];
}
