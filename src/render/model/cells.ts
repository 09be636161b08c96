/** Formats cells as text: for people, and for programs that read a pipe. */
import { bytesText } from "../../base/text/byte-size.js";
import type {
  Cell,
  CellKind,
  Column,
  ImageCell,
  LiteralCell,
  ProgressCell,
  ProgressModel,
} from "../../domain/display/display.js";
import { channels, isHexColor } from "../terminal/color.js";
import { safeText } from "../text/safe-text.js";

/** Whether `cell` is a {@link ProgressCell}. */
export function isProgress(cell: Cell): cell is ProgressCell {
  return typeof cell === "object" && cell !== null && "total" in cell && typeof cell.total === "number";
}

/** Whether `cell` is an {@link ImageCell}. */
export function isImage(cell: Cell): cell is ImageCell {
  return typeof cell === "object" && cell !== null && "src" in cell && typeof cell.src === "string";
}

/** Whether `cell` is a {@link LiteralCell}. */
export function isLiteral(cell: Cell): cell is LiteralCell {
  return typeof cell === "object" && cell !== null && "literal" in cell && typeof cell.literal === "string";
}

/** Whether `cell` is empty: no value, or a list without items. */
export function isAbsent(cell: Cell): cell is null | undefined | readonly [] {
  return cell === null || cell === undefined || (Array.isArray(cell) && cell.length === 0);
}

const rightKinds: ReadonlySet<CellKind> = new Set(["count", "number", "percent", "money", "bytes", "duration"]);

/** Whether a column is aligned to the right. */
export function isRightAligned(kind: CellKind, cells: readonly Cell[]): boolean {
  if (rightKinds.has(kind)) return true;
  const isNumber = (cell: Cell) =>
    isAbsent(cell) || typeof cell === "number" || (isLiteral(cell) && cell.plain == null);
  return kind === "id" && cells.every(isNumber);
}

/** Returns the heading of a column; times are marked as UTC. */
export function columnTitle({ title, kind }: Column): string {
  return kind === "time" ? `${title} (UTC)` : title;
}

/** Formats a cell for people: one safe line, human-readable times and sizes, an empty string for no value. */
export function cellText(cell: Cell, kind: CellKind): string {
  if (isAbsent(cell)) return "";
  if (isLiteral(cell)) return safeText(cell.literal);
  if (typeof cell === "number") return numberText(cell, kind);
  if (kind === "time") return timeText(cell);
  if (kind === "color" && isHexColor(cell)) return `[${channels(cell).join(", ")}]`;
  if (typeof cell === "string") return safeText(cell);
  if (typeof cell === "boolean") return cell ? "yes" : "no";
  return objectText(cell, (time) => shortTime(time));
}

/** Formats a cell for programs: one safe line, ISO times, plain numbers, `true` and `false`. */
export function cellPlain(cell: Cell): string {
  if (isLiteral(cell)) return cellPlain(cell.plain);
  if (isAbsent(cell)) return "";
  return typeof cell === "object" ? objectText(cell, isoTime) : safeText(String(cell));
}

function objectText(
  cell: Exclude<Cell, string | number | boolean | null | undefined | LiteralCell>,
  time: (t: Date) => string,
) {
  if (cell instanceof Date) return time(cell);
  if (isProgress(cell)) return progressText(cell);
  if (isImage(cell)) return safeText(cell.text ?? cell.alt);
  return Array.isArray(cell) ? cell.map((item) => safeText(String(item))).join(", ") : "";
}

/** Formats progress: `3/6`, with its note `3/6 2 accepted`. */
export function progressText({ done, total, note }: ProgressCell): string {
  const count = `${done}/${total}`;
  return note === undefined ? count : `${count} ${safeText(note)}`;
}

/** Returns the note next to a bar, without the count that the bar shows: `412/602 images, 31/h` → `images, 31/h`. */
export function noteBesideBar({
  done,
  total,
  state,
  note,
}: Pick<ProgressModel, "done" | "total" | "state" | "note">): string | undefined {
  const count = `${done}/${total} `;
  return state === "running" && note?.startsWith(count) ? note.slice(count.length) : note;
}

function numberText(value: number, kind: CellKind): string {
  if (kind === "bytes") return bytesText(value);
  if (kind === "duration") return durationText(value);
  if (kind === "number") return shortNumber(value);
  if (kind === "percent") return `${shortNumber(value * 100)} %`;
  return kind === "money" ? value.toFixed(2) : String(value);
}

/** Formats a number with at most 3 significant digits and no exponent: `0.873`, `12.3`, `1840`. */
function shortNumber(value: number): string {
  if (!Number.isFinite(value) || Math.abs(value) >= 1000)
    return Number.isFinite(value) ? value.toFixed(0) : String(value);
  return Math.abs(value) < 0.001 ? String(Number(value.toFixed(6))) : String(Number(value.toPrecision(3)));
}

/** Formats milliseconds: `41 ms`, `1.2 s`, `2 min 5 s`, `3 h 12 min`, `2 d 4 h`. */
export function durationText(ms: number): string {
  if (!Number.isFinite(ms) || ms < 0) return `${ms} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return pairText(seconds, 60, "min", "s");
  const minutes = Math.round(seconds / 60);
  return minutes < 1440 ? pairText(minutes, 60, "h", "min") : pairText(Math.round(minutes / 60), 24, "d", "h");
}

function pairText(count: number, base: number, large: string, small: string): string {
  const rest = count % base;
  return `${Math.floor(count / base)} ${large}${rest === 0 ? "" : ` ${rest} ${small}`}`;
}

/** Formats a time in UTC: `2026-11-24 16:40`. The column's heading names the time zone. */
export function shortTime(time: Date): string {
  if (Number.isNaN(time.getTime())) return "not a time";
  const iso = time.toISOString();
  // From the end, since years after 9999 have more digits.
  return `${iso.slice(0, -14)} ${iso.slice(-13, -8)}`;
}

function isoTime(time: Date): string {
  return Number.isNaN(time.getTime()) ? "" : time.toISOString();
}

function timeText(cell: Cell): string {
  if (cell instanceof Date) return shortTime(cell);
  // Text of a server that is not an ISO time is shown unchanged.
  const time = typeof cell === "string" && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(cell) ? new Date(cell) : undefined;
  return time === undefined || Number.isNaN(time.getTime()) ? safeText(String(cell)) : shortTime(time);
}

/** Formats a count for sentences: `9950` → `9,950`. */
export function groupedDigits(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}
