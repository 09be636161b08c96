/** Renders markdown for a terminal: docstrings and notebook text. */
import { type Paint, terminalPaint } from "../terminal/color.js";
import { highlightCode } from "./highlight.js";
import { safeLines } from "./safe-text.js";
import { textWidth, wrapText } from "./text-width.js";

/** Options of {@link renderMarkdown}. */
export interface MarkdownOptions {
  /** The width at which paragraphs wrap; code is not wrapped. */
  readonly columns: number;
  readonly color: boolean;
}

/** Renders headings, paragraphs, lists, fenced code, `code`, **bold** and links; other markup is unchanged. */
export function renderMarkdown(markdown: string, { columns, color }: MarkdownOptions): string {
  const paint = terminalPaint(color);
  return blocks(safeLines(markdown))
    .map((block) => drawBlock(block, Math.max(columns, 8), paint))
    .join("\n\n");
}

type Block =
  | { readonly kind: "heading" | "paragraph"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly { readonly mark: string; readonly text: string }[] }
  | { readonly kind: "code" | "table"; readonly lines: readonly string[] };

const fence = /^\s*(?:```|~~~)/;
const heading = /^#{1,6}\s+/;
const bullet = /^\s*(?:([-*+])|(\d+[.)]))\s+/;

function blocks(lines: readonly string[]): Block[] {
  const found: Block[] = [];
  let at = 0;
  const takeWhile = (wanted: (line: string) => boolean): string[] => {
    const from = at;
    while (at < lines.length && wanted(lines[at] ?? "")) at += 1;
    return lines.slice(from, at);
  };
  while (at < lines.length) {
    const line = lines[at] ?? "";
    if (line.trim() === "") at += 1;
    else if (fence.test(line)) {
      at += 1;
      found.push({ kind: "code", lines: takeWhile((next) => !fence.test(next)) });
      at += 1;
    } else if (heading.test(line)) {
      at += 1;
      found.push({ kind: "heading", text: line.replace(heading, "").trim() });
    } else if (bullet.test(line)) found.push(list(takeWhile((next) => next.trim() !== "" && !fence.test(next))));
    else if (line.startsWith("|")) found.push({ kind: "table", lines: takeWhile((next) => next.startsWith("|")) });
    else found.push({ kind: "paragraph", text: paragraph(takeWhile(isParagraph)) });
  }
  return found;
}

function isParagraph(line: string): boolean {
  return line.trim() !== "" && !fence.test(line) && !heading.test(line) && !bullet.test(line);
}

function paragraph(lines: readonly string[]): string {
  return lines.map((line) => line.trim()).join(" ");
}

function list(lines: readonly string[]): Block {
  const items: { mark: string; text: string }[] = [];
  for (const line of lines) {
    const match = bullet.exec(line);
    const last = items.at(-1);
    if (match !== null) items.push({ mark: match[2] ?? "•", text: line.slice(match[0].length).trim() });
    else if (last !== undefined) last.text += ` ${line.trim()}`;
  }
  return { kind: "list", items };
}

function drawBlock(block: Block, columns: number, paint: Paint): string {
  switch (block.kind) {
    case "heading":
      return wrapText(plain(block.text), columns)
        .map((line) => paint("bold", line))
        .join("\n");
    case "paragraph":
      return drawText(block.text, columns, paint).join("\n");
    case "list":
      return block.items.flatMap(({ mark, text }) => drawItem(mark, text, columns, paint)).join("\n");
    case "code":
      return highlightCode(block.lines.map((line) => `  ${line}`).join("\n"), paint);
    case "table":
      return block.lines.join("\n");
  }
}

function drawItem(mark: string, text: string, columns: number, paint: Paint): string[] {
  const indent = " ".repeat(textWidth(mark) + 1);
  const lines = drawText(text, Math.max(columns - indent.length, 8), paint);
  return lines.map((line, index) => (index === 0 ? `${mark} ${line}` : indent + line));
}

/** Wraps before coloring, so that marks do not count. */
function drawText(text: string, columns: number, paint: Paint): string[] {
  // `code` and **bold** may span lines, so the tone carries over.
  const runs = inline(text, paint);
  const lines = wrapText(runs.map(({ text: word }) => word).join(""), columns);
  let run = 0;
  let used = 0;
  return lines.map((line) => {
    let drawn = "";
    let undrawn = line;
    while (undrawn !== "") {
      const current = runs[run];
      if (current === undefined) break;
      // The line break replaced a space.
      const rest = used > 0 || drawn !== "" ? current.text.slice(used) : current.text;
      const source = drawn === "" ? rest.trimStart() : rest;
      const skipped = rest.length - source.length;
      const taken = source.slice(0, undrawn.length);
      drawn += current.draw(taken);
      undrawn = undrawn.slice(taken.length);
      used += skipped + taken.length;
      if (used >= current.text.length) {
        run += 1;
        used = 0;
      }
    }
    return drawn;
  });
}

interface StyledRun {
  readonly text: string;
  readonly draw: (text: string) => string;
}

// Bounded, since an unclosed mark is tried at every position.
const inlineMarkup = /`([^`]{1,2000})`|\*\*([^*]{1,2000})\*\*|\[([^\][]{1,1000})\]\(([^()]{0,2000})\)/g;

function inline(text: string, paint: Paint): StyledRun[] {
  const runs: StyledRun[] = [];
  let at = 0;
  const asIs = (part: string): string => part;
  for (const match of text.matchAll(inlineMarkup)) {
    const { index = 0 } = match;
    if (index > at) runs.push({ text: text.slice(at, index), draw: asIs });
    const [, code, bold, label] = match;
    if (code !== undefined) runs.push({ text: code, draw: (part) => paint("cyan", part) });
    else if (bold !== undefined) runs.push({ text: bold, draw: (part) => paint("bold", part) });
    else runs.push({ text: label ?? "", draw: (part) => paint("blue", part) });
    at = index + match[0].length;
  }
  if (at < text.length) runs.push({ text: text.slice(at), draw: asIs });
  return runs;
}

function plain(text: string): string {
  return inline(text, (_tone, part) => part)
    .map(({ text: part }) => part)
    .join("");
}
