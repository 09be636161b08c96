/** Splits a line of text into the characters that a terminal draws. */
import { safeText } from "../../render/text/safe-text.js";
import { graphemes, textWidth } from "../../render/text/text-width.js";

/** A grapheme: its drawn text, its width in columns, and its length in UTF-16 units. */
export interface Glyph {
  readonly text: string;
  readonly columns: number;
  readonly units: number;
}

const printableAscii = /^[ -~]*$/;
const tab = "  ";

/** Returns the glyphs of a line. Control characters are made visible; a tab becomes two spaces. */
export function glyphsOf(line: string): Glyph[] {
  if (printableAscii.test(line)) return line.split("").map((text) => ({ text, columns: 1, units: 1 }));
  return graphemes(line).map((letter) => {
    const text = letter === "\t" ? tab : safeText(letter);
    return { text, columns: textWidth(text), units: letter.length };
  });
}
