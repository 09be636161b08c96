/** The prompt's colors: the terminal's own sixteen, so that its theme applies. Loaded before the prompt, so it imports little. */
import { toneCode } from "../render/terminal/color.js";
import { type CodeTone, codeColors } from "../render/text/code-color.js";

/** The role of a piece of text: a kind of code, or a part of the prompt. */
export type PromptTone = CodeTone | "dim" | "bold" | "local" | "remote" | "bad" | "chosen" | "match";

const ofCode = (tone: CodeTone) => toneCode(codeColors[tone]);

const codes: Readonly<Record<PromptTone, string>> = {
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

/** Colors `text`, or returns it unchanged without color. */
export type PromptPaint = (tone: PromptTone, text: string) => string;

/** Returns the escape sequence that starts `tone`; empty for plain. */
export function toneStart(tone: PromptTone): string {
  const code = codes[tone];
  return code === "" ? "" : `\x1b[${code}m`;
}

/** The escape sequence that ends every tone. */
export const toneEnd = "\x1b[0m";

/** Returns a {@link PromptPaint} with or without color. */
export function promptPaint(color: boolean): PromptPaint {
  return (tone, text) => (color && tone !== "plain" && text !== "" ? `${toneStart(tone)}${text}${toneEnd}` : text);
}
