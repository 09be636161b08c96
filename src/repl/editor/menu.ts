/** The menu of completions below the entry. */
import type { Completion } from "../../engine/session/cell.js";
import { safeText } from "../../render/text/safe-text.js";
import { cutText, textWidth } from "../../render/text/text-width.js";
import type { PromptPaint } from "../color.js";
import { commonPrefix } from "../completion/completer.js";
import { arrangeInColumns } from "./layout.js";

/** A shown menu. `chosen` is -1 until an item is selected. */
export interface Menu {
  readonly completion: Completion;
  readonly chosen: number;
  /** The range that a choice replaces. */
  readonly start: number;
  readonly end: number;
}

/** Returns what Tab does with at least one completion: the text to insert, if any, and a menu if there are several. */
export function applyCompletion(
  completion: Completion,
  text: string,
  cursor: number,
): { readonly insert: string | undefined; readonly menu: Menu | undefined } {
  const { start, end, items } = completion;
  const typed = text.slice(start, cursor);
  const prefix = commonPrefix(items.map((item) => item.text));
  // Only a single completion may change the case of typed letters.
  const insert = items.length === 1 ? (items[0]?.text ?? typed) : prefix.startsWith(typed) ? prefix : typed;
  const menu = items.length > 1 ? { completion, chosen: -1, start, end: start + insert.length } : undefined;
  return { insert: insert === text.slice(start, end) ? undefined : insert, menu };
}

/** Selects the next or previous item, wrapping around. */
export function step(menu: Menu, by: 1 | -1): Menu {
  const count = menu.completion.items.length;
  const chosen = menu.chosen === -1 ? (by === 1 ? 0 : count - 1) : (menu.chosen + by + count) % count;
  const text = menu.completion.items[chosen]?.text ?? "";
  return { ...menu, chosen, end: menu.start + text.length };
}

/** Returns the rows of a menu: the names in columns, the number of omitted ones, and the type of the selected one. */
export function menuRows(menu: Menu, columns: number, maxRows: number, paint: PromptPaint): string[] {
  const { items } = menu.completion;
  const names = items.map(({ text }) => safeText(text));
  const { rows, width, hiddenCount } = arrangeInColumns(names, columns, maxRows);
  const lines = rows.map((row) =>
    row
      .map((index) => {
        const name = cutText(names[index] ?? "", width);
        const gap = " ".repeat(Math.max(0, width - textWidth(name)));
        return paint(index === menu.chosen ? "chosen" : toneOfKind(items[index]?.kind), name) + gap;
      })
      .join("")
      .trimEnd(),
  );
  if (hiddenCount > 0) lines.push(paint("dim", `… ${hiddenCount} more; keep typing to narrow the list`));
  const detail = items[menu.chosen]?.detail;
  if (detail !== undefined && detail !== "") lines.push(paint("dim", cutText(safeText(detail), columns)));
  return lines;
}

function toneOfKind(kind: string | undefined) {
  switch (kind) {
    case "method":
    case "function":
      return "call";
    case "string":
    case "constant":
      return "string";
    case "keyword":
      return "keyword";
    case "class":
    case "interface":
    case "type":
    case "enum":
      return "type";
    default:
      return "plain";
  }
}
