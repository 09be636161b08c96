/** Colours of the prompt: the terminal's own sixteen, so that its theme stays. Loads nothing, for it is there before the prompt. */

/** What a piece of text is, for colouring. */
export type Tone =
  | "plain"
  | "dim"
  | "bold"
  | "keyword"
  | "string"
  | "number"
  | "comment"
  | "call"
  | "type"
  | "local"
  | "remote"
  | "warning"
  | "bad"
  | "good"
  | "chosen"
  | "match";

const codes: Readonly<Record<Tone, string>> = {
  plain: "",
  dim: "2",
  bold: "1",
  keyword: "35",
  string: "32",
  number: "33",
  comment: "90",
  call: "34",
  type: "36",
  local: "1;32",
  remote: "1;33",
  warning: "33",
  bad: "31",
  good: "32",
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
