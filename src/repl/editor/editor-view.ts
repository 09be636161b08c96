/** Draws the edited entry and the help below it. */
import type { SignatureHelp } from "../../engine/session/cell.js";
import type { PromptPaint, PromptTone } from "../color.js";
import { type HistorySearch, searchRow } from "../history/history-search.js";
import { clip, layOut, type ScreenFrame } from "./layout.js";
import { type Menu, menuRows } from "./menu.js";
import type { Prompt } from "./prompt.js";
import { hintRows } from "./signature-hint.js";

/**
 * Longer text is drawn only around the cursor and without color while it is edited, so that the time per key does not
 * grow with a pasted text.
 */
export const maxDrawnLength = 50_000;

/** The state to draw. */
export interface EditorView {
  readonly prompt: Prompt;
  readonly text: string;
  readonly cursor: number;
  /** Whether the text is not shown. */
  readonly isHidden: boolean;
  /** Whether the entry is finished; then all of it is drawn, even if the screen scrolls. */
  readonly isFinal: boolean;
  /** Only the first defined one of these is shown. */
  readonly search: HistorySearch | undefined;
  readonly menu: Menu | undefined;
  readonly hint: SignatureHelp | undefined;
  readonly notice: string | undefined;
  /** Returns the tones of a text for a cursor position; undefined without color. */
  readonly tones: ((text: string, cursor: number) => PromptTone[]) | undefined;
  readonly paint: PromptPaint;
}

/** Returns the rows and cursor of a view for a screen size. */
export function drawEditor(view: EditorView, screen: { readonly columns: number; readonly rows: number }): ScreenFrame {
  const { columns } = screen;
  const maxRows = screen.rows - 1;
  const below = helpRows(view, columns, Math.max(2, Math.floor(maxRows / 2)));
  const { first, later, columns: promptColumns } = view.prompt;
  const { isCut, ...shown } = shownText(view, columns * maxRows);
  const entry = layOut({ ...shown, prompt: isCut ? later : first, continuation: later, promptColumns, columns });
  // A finished entry may scroll the screen; an edited one has to fit.
  const seen = view.isFinal ? entry : clip(entry, maxRows - below.length);
  return { rows: [...seen.rows, ...below], cursor: seen.cursor };
}

/** Returns the text to draw: the found entry during a search, nothing for a hidden answer. */
function shownText({ text, cursor, isHidden, isFinal, search, tones }: EditorView, screenLength: number) {
  if (isHidden) return { text: "", cursor: 0, tones: undefined, isCut: false };
  const found = search?.found;
  const fullText = found ?? text;
  const at = found === undefined ? cursor : Math.max(0, found.indexOf(search?.typed ?? ""));
  if (!isFinal && fullText.length > maxDrawnLength) return partAround(fullText, at, screenLength);
  return {
    text: fullText,
    cursor: at,
    tones: tones?.(fullText, isFinal || found !== undefined ? -1 : at),
    isCut: false,
  };
}

/** Returns `reach` UTF-16 units on both sides of the cursor, from the start of a line if there is one. */
function partAround(text: string, cursor: number, reach: number) {
  const from = Math.max(0, cursor - reach);
  const line = from === 0 ? 0 : text.indexOf("\n", from - 1) + 1;
  const start = line > 0 && line <= cursor ? line : from;
  return { text: text.slice(start, cursor + reach), cursor: cursor - start, tones: undefined, isCut: start > 0 };
}

function helpRows({ search, menu, hint, notice, paint }: EditorView, columns: number, maxRows: number): string[] {
  if (search !== undefined) return [searchRow(search, columns, paint)];
  if (menu !== undefined) return menuRows(menu, columns, maxRows - 2, paint);
  if (hint !== undefined) return hintRows(hint, columns, paint);
  return notice === undefined ? [] : [paint("dim", notice)];
}
