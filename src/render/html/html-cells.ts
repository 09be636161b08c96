/** Cells in a page. Every word in them goes through {@link escapeHtml}. */
import type { Cell, CellKind, ImageCell, ProgressCell } from "../../domain/display/display.js";
import { cellText, isAbsent, isImage, isLiteral, isProgress, isRightAligned } from "../model/cells.js";
import { statusLook } from "../model/status.js";
import { isHexColor } from "../terminal/color.js";
import { escapeHtml } from "../text/safe-text.js";

/** The markup inside a cell. */
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

/** Longer words are broken where a table has no room for them; shorter ones never. */
const longestWord = 20;
/** A word of letters without a joint is broken anywhere only where it must be a hash or an address. */
const longestLump = 32;

/** Text with places where long names may be broken: after their joints, as in `labeler2_kiwi_task`. */
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
  return lump.length <= longestLump ? [lump] : (lump.match(/.{1,16}/g) ?? [lump]);
}

function titleOf(cell: Cell): string {
  return cell instanceof Date && !Number.isNaN(cell.getTime()) ? cell.toISOString() : String(cell);
}

/** A status as a badge. */
export function badgeHtml(status: string): string {
  return `<span class="badge ${statusLook(status).level}">${escapeHtml(status)}</span>`;
}

/** A bar with its count: where a page drops our style, the count is what is left. */
export function progressHtml({ done, total, note }: ProgressCell): string {
  const share = total > 0 ? Math.min(100, Math.max(0, (done / total) * 100)) : 0;
  const percent = Math.round(share);
  const role = `role="progressbar" aria-valuenow="${percent}" aria-label="${done} of ${total}"`;
  const bar = `<span class="bar${share === 100 ? " full" : ""}" ${role}><span style="width:${percent}%"></span></span>`;
  // A number stays with what it counts.
  const rest =
    note === undefined ? "" : ` <span class="dim">${escapeHtml(note).replaceAll(/(\d) /g, "$1&nbsp;")}</span>`;
  return `<span class="k">${bar}${done}/${total}</span>${rest}`;
}

/** A small square of a color, `#RRGGBB`. */
export function swatchHtml(color: string): string {
  return `<span class="swatch" style="background:${color}"></span>`;
}

/** Whether an address is one of a picture, and of no other thing. */
export function isPictureAddress(src: string): boolean {
  return /^(?:https?:\/\/|data:image\/(?:png|jpeg|gif|webp);base64,)/i.test(src);
}

/** A thumbnail, where the address is one of a picture; else its name. */
export function imageHtml({ src, alt }: ImageCell): string {
  if (!isPictureAddress(src)) return escapeHtml(alt);
  return `<img class="thumb" src="${escapeHtml(src)}" alt="${escapeHtml(alt)}">`;
}

/** The class of a column's cells: numbers to the right, ids and times in one line. */
export function columnClass(kind: CellKind, cells: readonly Cell[]): string {
  if (isRightAligned(kind, cells)) return ' class="n"';
  return kind === "id" || kind === "time" || kind === "color" ? ' class="k"' : "";
}
