/** Renders cells as HTML. All text goes through {@link escapeHtml}. */
import type { Cell, CellKind, ImageCell, ProgressCell } from "../../domain/display/display.js";
import { cellText, isAbsent, isImage, isLiteral, isProgress, isRightAligned } from "../model/cells.js";
import { type StatusLevel, statusStyle } from "../model/status.js";
import { isHexColor } from "../terminal/color.js";
import { escapeHtml } from "../text/safe-text.js";
import { dim } from "./html-style.js";

/** Returns the HTML inside a cell. */
export function cellHtml(cell: Cell, kind: CellKind): string {
  if (isAbsent(cell)) return `<span ${dim}>-</span>`;
  if (isProgress(cell)) return progressHtml(cell);
  if (isImage(cell)) return imageHtml(cell);
  const text = escapeHtml(cellText(cell, kind));
  if (isLiteral(cell)) return cell.plain == null ? `<span ${dim}>${text}</span>` : breakable(cellText(cell, kind));
  if (kind === "status") return badgeHtml(String(cell));
  if (kind === "color" && isHexColor(cell)) return `${swatchHtml(cell)}${text}`;
  if (kind === "time") return `<span title="${escapeHtml(titleOf(cell))}">${text}</span>`;
  if (kind === "code") return `<code>${text}</code>`;
  return kind === "text" ? breakable(cellText(cell, kind)) : text;
}

/** Longer words may be broken in narrow tables. */
const longestWord = 20;
/** Longer runs of letters without separators are hashes or addresses, and may be broken anywhere. */
const longestUnbrokenRun = 32;

/** Allows breaks in long names after separators, for example in `labeler2_kiwi_task`. */
function breakable(text: string): string {
  if (text.length <= longestWord) return escapeHtml(text);
  const pieces = text.split(/([!-~]{21,})/).map((part, index) => {
    if (index % 2 === 0) return escapeHtml(part);
    const chunks = part.match(/[^_\-./:@,=]*[_\-./:@,=]+|[^_\-./:@,=]+/g) ?? [part];
    return chunks.flatMap(chunkPieces).map(escapeHtml).join("<wbr>");
  });
  return pieces.join("");
}

function chunkPieces(chunk: string): readonly string[] {
  return chunk.length <= longestUnbrokenRun ? [chunk] : (chunk.match(/.{1,16}/g) ?? [chunk]);
}

function titleOf(cell: Cell): string {
  return cell instanceof Date && !Number.isNaN(cell.getTime()) ? cell.toISOString() : String(cell);
}

/** Background colors, with a contrast to white of at least 4.5:1, so that they are readable on light and dark pages. */
const levelColors: Readonly<Record<StatusLevel, string>> = {
  idle: "#555",
  active: "#06c",
  review: "#75c",
  good: "#183",
  warning: "#960",
  bad: "#c23",
};

/** Returns the inline style of an element with the color of `level`, since some pages remove style elements. */
export function levelStyle(level: StatusLevel): string {
  return `background:${levelColors[level]};color:#fff`;
}

/** Renders a status as a badge. */
export function badgeHtml(status: string, level: StatusLevel = statusStyle(status).level): string {
  return `<span class="badge ${level}" style="${levelStyle(level)};padding:0 8px;border-radius:9px">${escapeHtml(status)}</span>`;
}

/** Returns the inline style of a block with a line in the color of `level` before it. */
export function levelLine(level: StatusLevel): string {
  return `border-left:3px solid ${levelColors[level]};padding-left:12px`;
}

/**
 * Renders a bar with its count. Browsers draw both elements without style: `progress` is blue, and `meter` green, also
 * in notebooks whose style JupyterLab restricts because they are not trusted.
 */
export function progressHtml({ done, total, note }: ProgressCell): string {
  const element = total > 0 && done >= total ? "meter" : "progress";
  const label = `role="progressbar" aria-label="${done} of ${total}"`;
  const bar = `<${element} ${label} value="${Math.min(total, Math.max(0, done))}" max="${total > 0 ? total : 1}" style="width:6em"></${element}>`;
  // Keeps a number and its noun on one line.
  const rest = note === undefined ? "" : ` <span ${dim}>${escapeHtml(note).replaceAll(/(\d) /g, "$1&nbsp;")}</span>`;
  return `<span style="white-space:nowrap">${bar} ${done}/${total}</span>${rest}`;
}

/** Renders a small square of a color, `#RRGGBB`. */
export function swatchHtml(color: string): string {
  const box = "display:inline-block;width:12px;height:12px;border:1px solid #888;margin-right:8px";
  return `<span class="swatch" style="background:${color};${box}"></span>`;
}

/** Whether an address is a picture's. */
export function isPictureAddress(src: string): boolean {
  return /^(?:https?:\/\/|data:image\/(?:png|jpeg|gif|webp);base64,)/i.test(src);
}

/** Renders a thumbnail if the address is a picture's, otherwise its name. */
export function imageHtml({ src, alt }: ImageCell): string {
  if (!isPictureAddress(src)) return escapeHtml(alt);
  const style = "display:block;height:64px;max-width:128px;object-fit:contain;margin:0";
  return `<img class="thumb" src="${escapeHtml(src)}" alt="${escapeHtml(alt)}" style="${style}">`;
}

/** The least width of a column of text, in characters: narrow pages scroll instead of breaking every word. */
const leastTextWidth = 20;

/**
 * Returns the attributes of a column's header and of its cells: numbers right-aligned; numbers, ids, times and colors
 * without wrapping. Each cell has its own, since JupyterLab aligns each to the right, whatever its row or table says.
 */
export function columnLook(kind: CellKind, cells: readonly Cell[]): { readonly head: string; readonly cell: string } {
  const align = isRightAligned(kind, cells) ? ' align="right"' : "";
  const texts = cells.map((cell) => cellText(cell, kind));
  const isShort = align !== "" || kind === "id" || kind === "time" || kind === "color";
  const isBreakable = kind === "color" || texts.some((text) => text.includes(" ") || text.length > longestWord);
  const wrapping = isShort && isBreakable ? ["white-space:nowrap"] : [];
  const styles = [...(align === "" ? ["text-align:left"] : []), ...wrapping];
  const longest = Math.min(leastTextWidth, Math.max(0, ...texts.map((text) => text.length)));
  const width = kind === "text" && isBreakable ? [`min-width:${Math.ceil(longest / 2)}em`] : [];
  const look = (list: readonly string[]) => align + (list.length === 0 ? "" : ` style="${list.join(";")}"`);
  return { head: look([...styles, ...width]), cell: look(styles) };
}

/** The attribute of left-aligned cells. */
export const leftAligned = 'style="text-align:left"';

/** Renders a data cell; an empty one needs no attributes. */
export function dataCell(content: string, look: string): string {
  return content === "" ? "<td></td>" : `<td${look}>${content}</td>`;
}
