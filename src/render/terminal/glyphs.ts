/** Replaces our symbols by ASCII of the same width in terminals that cannot show them. */
import process from "node:process";

const ascii: Readonly<Record<string, string>> = {
  // Frames.
  "─": "-",
  "│": "|",
  "┬": "+",
  "┴": "+",
  "├": "+",
  "┤": "+",
  "┼": "+",
  "╭": "+",
  "╮": "+",
  "╰": "+",
  "╯": "+",
  // Bars and charts.
  "▰": "#",
  "▱": ".",
  "█": "#",
  "▉": "#",
  "▊": "#",
  "▋": "#",
  "▌": "=",
  "▍": "=",
  "▎": "-",
  "▏": "-",
  "▁": "_",
  "▂": ".",
  "▃": "-",
  "▄": "=",
  "▅": "+",
  "▆": "*",
  "▇": "%",
  // States.
  "○": "o",
  "◌": "o",
  "◐": "@",
  "◑": "@",
  "●": "*",
  "◆": "!",
  "■": "x",
  "✓": "v",
  "✗": "x",
  // The frames of a spinner, one after the other.
  "⠋": "|",
  "⠙": "/",
  "⠹": "-",
  "⠸": "\\",
  "⠼": "|",
  "⠴": "/",
  "⠦": "-",
  "⠧": "\\",
  "⠇": "|",
  "⠏": "/",
  // Words.
  "…": "~",
  "→": ">",
  "·": "-",
  "•": "*",
  "›": ">",
  "×": "x",
  "⏎": "$",
};

const ours = new RegExp(`[${Object.keys(ascii).join("")}]`, "g");

/** Environment variables. */
export type TerminalEnvironment = Readonly<Record<string, string | undefined>>;

/**
 * Whether a terminal can show more than ASCII: not if the first of `LC_ALL`, `LC_CTYPE` and `LANG` that is set names a
 * locale without UTF-8. If none is set, as in containers and CI, it is assumed to.
 */
export function unicodeWanted(env: TerminalEnvironment, platform: string = process.platform): boolean {
  // On Windows only shells of other systems set these variables.
  if (platform === "win32") return true;
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG;
  return !locale || /utf-?8/i.test(locale);
}

/** Replaces our symbols if a terminal with this environment cannot show them; other characters are unchanged. */
export function drawable(text: string, env: TerminalEnvironment = process.env): string {
  return unicodeWanted(env) ? text : text.replace(ours, (mark) => ascii[mark] ?? mark);
}
