/** Renders cells as HTML. All text goes through {@link escapeHtml}. */
import type { Cell, CellKind, ImageCell, ProgressCell } from "../../domain/display/display.js";
import { cellText, isAbsent, isImage, isLiteral, isProgress, isRightAligned } from "../model/cells.js";
import { type StatusLevel, statusStyle } from "../model/status.js";
import { isHexColor } from "../terminal/color.js";
import { escapeHtml } from "../text/safe-text.js";

/** Returns the HTML inside a cell. */
export function cellHtml(cell: Cell, kind: CellKind): string {
  if (isAbsent(cell)) return '<span class="dim">-</span>';
  if (isProgress(cell)) return progressHtml(cell);
  if (isImage(cell)) return imageHtml(cell);
  const text = escapeHtml(cellText(cell, kind));
  if (isLiteral(cell)) return cell.plain == null ? `<span class="dim">${text}</span>` : breakable(cellText(cell, kind));
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
    const lumps = part.match(/[^_\-./:@,=]*[_\-./:@,=]+|[^_\-./:@,=]+/g) ?? [part];
    return lumps.flatMap(lumpPieces).map(escapeHtml).join("<wbr>");
  });
  return pieces.join("");
}

function lumpPieces(lump: string): readonly string[] {
  return lump.length <= longestUnbrokenRun ? [lump] : (lump.match(/.{1,16}/g) ?? [lump]);
}

function titleOf(cell: Cell): string {
  return cell instanceof Date && !Number.isNaN(cell.getTime()) ? cell.toISOString() : String(cell);
}

/** Background colors of badges, with a contrast to white of at least 4.5:1. */
const badgeGrounds: Readonly<Record<StatusLevel, string>> = {
  idle: "#57606a",
  active: "#0969da",
  review: "#8250df",
  good: "#1a7f37",
  warning: "#9a6700",
  bad: "#cf222e",
};

/** Renders a status as a badge, with inline style, since some pages remove style elements. */
export function badgeHtml(status: string, level: StatusLevel = statusStyle(status).level): string {
  const style = `background:${badgeGrounds[level]};color:#fff;padding:1px 8px;border-radius:9px;white-space:nowrap`;
  return `<span class="badge ${level}" style="${style}">${escapeHtml(status)}</span>`;
}

/** Renders a bar with its count, which remains if a page removes the style. */
export function progressHtml({ done, total, note }: ProgressCell): string {
  const share = total > 0 ? Math.min(100, Math.max(0, (done / total) * 100)) : 0;
  const percent = Math.round(share);
  const role = `role="progressbar" aria-valuenow="${percent}" aria-label="${done} of ${total}"`;
  const bar = `<span class="bar${share === 100 ? " full" : ""}" ${role}><span style="width:${percent}%"></span></span>`;
  // Keeps a number and its noun on one line.
  const rest =
    note === undefined ? "" : ` <span class="dim">${escapeHtml(note).replaceAll(/(\d) /g, "$1&nbsp;")}</span>`;
  return `<span class="k">${bar}${done}/${total}</span>${rest}`;
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
  return `<img class="thumb" src="${escapeHtml(src)}" alt="${escapeHtml(alt)}">`;
}

/**
 * Returns the attributes of a column's cells: numbers right-aligned, ids and times without wrapping. Pages such as
 * GitHub keep `align`; JupyterLab aligns cells to the right unless their style says otherwise.
 */
export function columnLook(kind: CellKind, cells: readonly Cell[]): string {
  if (isRightAligned(kind, cells)) return ' align="right"';
  return `${kind === "id" || kind === "time" || kind === "color" ? ' class="k"' : ""} ${leftAligned}`;
}

/** The attribute of left-aligned cells. */
export const leftAligned = 'style="text-align:left"';
