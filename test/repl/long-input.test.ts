/** Everything that reads pasted text or text from a server takes linear time for long hostile lines. */
import { expect, it } from "vitest";
import { tokenize } from "../../src/base/text/tokens.js";
import { cellsOfScript } from "../../src/domain/notebook/script-cells.js";
import { CellHistory } from "../../src/kernel/requests/history.js";
import { html } from "../../src/render/show.js";
import { renderTerminal } from "../../src/render/terminal/terminal.js";
import { renderMarkdown } from "../../src/render/text/markdown.js";
import { safeText } from "../../src/render/text/safe-text.js";
import { wrapText } from "../../src/render/text/text-width.js";
import { isQuestion, parseEntry } from "../../src/repl/commands/commands.js";
import { toScript } from "../../src/repl/commands/save.js";
import { EditBuffer } from "../../src/repl/editor/buffer.js";
import { tonesOf } from "../../src/repl/editor/highlight.js";
import { KeyDecoder } from "../../src/repl/editor/keys.js";

const length = 50_000;
const pieces = [
  "a",
  "1",
  "1_",
  "=/[",
  "[Function",
  "'",
  "`",
  "/*",
  "<style",
  "<",
  "`a",
  "**",
  "[",
  " ",
  "\n",
  ";",
  "(",
  "a?",
  "é",
  "💡",
  "\u200d",
  "import{",
  "// %%",
];
const lines = pieces.map((piece) => [piece, `${piece.repeat(length / piece.length)}x`] as const);

const readers: Readonly<Record<string, (line: string) => unknown>> = {
  tokens: (line) => tokenize(line),
  "tokens of a value": (line) => tokenize(line, { isValue: true }),
  highlighting: (line) => tonesOf(line),
  requests: (line) => [parseEntry(line), isQuestion(line), isQuestion(`${line}?`), parseEntry(`.doc ${line}`)],
  cells: (line) => cellsOfScript(line),
  saving: (line) =>
    toScript([{ code: line, ranChain: false }], {
      secrets: [],
      libraryNames: [],
      completeness: () => ({ status: "complete" }),
      title: "t",
    }),
  keys: (line) => new KeyDecoder().push(`\x1b[200~${line}\x1b[201~`),
  "moves by words": (line) => {
    const buffer = new EditBuffer();
    buffer.insert(line);
    buffer.moveWordLeft();
    buffer.killWordLeft(true);
    buffer.moveStart();
    buffer.moveWordRight();
  },
  markup: (line) => html(line).text,
  markdown: (line) => renderMarkdown(line, { columns: 80, color: false }),
  "safe text": (line) => safeText(line),
  wrapping: (line) => wrapText(safeText(line), 80),
  terminal: (line) => renderTerminal({ kind: "text", text: line, tone: "code" }, { columns: 80, color: true }),
  "history of a kernel": (line) => {
    const history = new CellHistory();
    history.add(1, line);
    const request = {
      access: "search",
      output: false,
      session: 0,
      start: 0,
      stop: undefined,
      n: 5,
      unique: false,
    } as const;
    return history.find({ ...request, pattern: `${"*a".repeat(30)}b` });
  },
};

it.each(Object.entries(readers))("%s", (_, read) => {
  for (const [, line] of lines) read(line);
  expect(lines.length).toBeGreaterThan(0);
});
