/** Draws the edited entry and the help below it. Pure. */
import type { SignatureHelp } from "../../engine/session/cell.js";
import type { Paint, PromptTone } from "../color.js";
import { type HistorySearch, searchRow } from "../history/history-search.js";
import { clip, layOut, type ScreenFrame } from "./layout.js";
import { type Menu, menuRows } from "./menu.js";
import type { Prompt } from "./prompt.js";
import { hintRows } from "./signature-hint.js";

/** What is drawn. */
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
  readonly paint: Paint;
}

/** Returns the rows and cursor of a view for a screen size. */
export function drawEditor(view: EditorView, screen: { readonly columns: number; readonly rows: number }): ScreenFrame {
  const { columns } = screen;
  const maxRows = screen.rows - 1;
  const below = helpRows(view, columns, Math.max(2, Math.floor(maxRows / 2)));
  const { first, later, columns: promptColumns } = view.prompt;
  const entry = layOut({ ...shownText(view), prompt: first, continuation: later, promptColumns, columns });
  // A finished entry may scroll the screen; an edited one has to fit.
  const seen = view.isFinal ? entry : clip(entry, maxRows - below.length);
  return { rows: [...seen.rows, ...below], cursor: seen.cursor };
}

/** Returns the text to draw: the found entry during a search, nothing for a hidden answer. */
function shownText({ text, cursor, isHidden, isFinal, search, tones }: EditorView) {
  if (isHidden) return { text: "", cursor: 0, tones: undefined };
  const found = search?.found;
  if (found !== undefined) {
    const at = Math.max(0, found.indexOf(search?.typed ?? ""));
    return { text: found, cursor: at, tones: tones?.(found, -1) };
  }
  return { text, cursor, tones: tones?.(text, isFinal ? -1 : cursor) };
}

function helpRows({ search, menu, hint, notice, paint }: EditorView, columns: number, maxRows: number): string[] {
  if (search !== undefined) return [searchRow(search, columns, paint)];
  if (menu !== undefined) return menuRows(menu, columns, maxRows - 2, paint);
  if (hint !== undefined) return hintRows(hint, columns, paint);
  return notice === undefined ? [] : [paint("dim", notice)];
}
