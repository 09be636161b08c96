/** Colours of the prompt: the terminal's own sixteen, so that its theme stays. Loads nothing, for it is there before the prompt. */

import { toneCode } from "../render/terminal/color.js";
import { type CodeTone, codeColours } from "../render/text/code-color.js";

/** What a piece of text is, for colouring: of code, or of the prompt's own. */
export type Tone = CodeTone | "dim" | "bold" | "local" | "remote" | "bad" | "chosen" | "match";

const ofCode = (tone: CodeTone) => toneCode(codeColours[tone]);

const codes: Readonly<Record<Tone, string>> = {
  plain: "",
  keyword: ofCode("keyword"),
  string: ofCode("string"),
  regex: ofCode("regex"),
  number: ofCode("number"),
  comment: ofCode("comment"),
  call: ofCode("call"),
  type: ofCode("type"),
  special: ofCode("special"),
  dim: "2",
  bold: "1",
  local: "1;32",
  remote: "1;33",
  bad: "31",
  chosen: "7",
  match: "1;4",
};

/** Gives `text` its tone, or nothing where colours are not wanted. */
export type Paint = (tone: Tone, text: string) => string;

/** The escape that begins `tone`; empty for plain. */
export function toneStart(tone: Tone): string {
  const code = codes[tone];
  return code === "" ? "" : `\x1b[${code}m`;
}

/** Ends every tone. */
export const toneEnd = "\x1b[0m";

/** A {@link Paint} that colours, or one that does not. */
export function painter(color: boolean): Paint {
  return (tone, text) => (color && tone !== "plain" && text !== "" ? `${toneStart(tone)}${text}${toneEnd}` : text);
}
