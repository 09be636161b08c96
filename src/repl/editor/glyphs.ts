/** A line of text as the letters that a terminal draws. */
import { safeText } from "../../render/text/safe-text.js";
import { graphemes, textWidth } from "../../render/text/text-width.js";

/** One letter as a person sees it: what is drawn, its columns, and how many UTF-16 units it stands for. */
export interface Glyph {
  readonly text: string;
  readonly columns: number;
  readonly units: number;
}

const printableAscii = /^[ -~]*$/;
const tab = "  ";

/** The glyphs of one line. What a terminal would obey is made visible; a tab is drawn as two spaces. */
export function glyphsOf(line: string): Glyph[] {
  if (printableAscii.test(line)) return line.split("").map((text) => ({ text, columns: 1, units: 1 }));
  return graphemes(line).map((letter) => {
    const text = letter === "\t" ? tab : safeText(letter);
    return { text, columns: textWidth(text), units: letter.length };
  });
}
