/** What our own marks are in a terminal that cannot draw them: ASCII of the same width, so that nothing moves. */
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

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Whether a terminal draws more than ASCII. Not where `LC_ALL`, `LC_CTYPE` or `LANG`, the first that is set, names a
 * locale without UTF-8; where none is set, as in containers and CI, it is taken to.
 */
export function unicodeWanted(env: Environment, platform: string = process.platform): boolean {
  // Windows has these variables only from other systems' shells.
  if (platform === "win32") return true;
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG;
  return !locale || /utf-?8/i.test(locale);
}

/** `text` as a terminal with this environment can draw it; letters that are not our marks stay. */
export function drawable(text: string, env: Environment = process.env): string {
  return unicodeWanted(env) ? text : text.replace(ours, (mark) => ascii[mark] ?? mark);
}
