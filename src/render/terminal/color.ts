/** Terminal colors, and when to use them. */

/** Kinds of emphasis; the terminal's palette defines the colors. */
export type Tone =
  | "plain"
  | "bold"
  | "dim"
  | "red"
  | "green"
  | "yellow"
  | "blue"
  | "magenta"
  | "cyan"
  | "error"
  | "hint";

/** Applies a tone to `text`, or returns it unchanged without color. */
export type Paint = (tone: Tone, text: string) => string;

const codes: Readonly<Record<Exclude<Tone, "plain">, readonly [open: string, close: string]>> = {
  bold: ["1", "22"],
  dim: ["2", "22"],
  red: ["31", "39"],
  green: ["32", "39"],
  yellow: ["33", "39"],
  blue: ["34", "39"],
  magenta: ["35", "39"],
  cyan: ["36", "39"],
  error: ["1;31", "22;39"],
  hint: ["36", "39"],
};

/** Returns the SGR parameters of a tone; empty for plain. */
export function toneCode(tone: Tone): string {
  return tone === "plain" ? "" : codes[tone][0];
}

/** Returns the {@link Paint} with or without color. */
export function terminalPaint(color: boolean): Paint {
  if (!color) return (_tone, text) => text;
  return (tone, text) => {
    if (tone === "plain" || text === "") return text;
    const [open, close] = codes[tone];
    return `\x1b[${open}m${text}\x1b[${close}m`;
  };
}

const boldTones: ReadonlySet<Tone> = new Set(["bold", "red", "error", "hint"]);

/**
 * Ink for tracebacks: only bold, since JupyterLab shows them on pink or dark red, where no color is readable on both.
 */
export const boldPaint: Paint = (tone, text) => (boldTones.has(tone) && text !== "" ? `\x1b[1m${text}\x1b[22m` : text);

/** Returns two columns filled with the color `#RRGGBB`. */
export function swatch(hex: string): string {
  return `\x1b[48;2;${channels(hex).join(";")}m  \x1b[49m`;
}

/** Parses a color: `#D0021B` → `[208, 2, 27]`. */
export function channels(hex: string): [red: number, green: number, blue: number] {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** Whether `text` is a color of the form `#RRGGBB`. */
export function isHexColor(text: unknown): text is string {
  return typeof text === "string" && /^#[0-9a-f]{6}$/i.test(text);
}

/** The properties of an output stream that decide about color. */
export interface ColorStream {
  readonly isTTY?: boolean;
}

/**
 * Whether to use color on `stream`: `FORCE_COLOR` has priority over `NO_COLOR`, as in Node, and both over the terminal.
 */
export function colorWanted(stream: ColorStream, env: Readonly<Record<string, string | undefined>>): boolean {
  const forced = env.FORCE_COLOR;
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  if (env.NO_COLOR) return false;
  return stream.isTTY === true && env.TERM !== "dumb";
}
