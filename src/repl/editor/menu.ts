/** What TAB offers, laid out below the entry. */
import { safeText } from "../../render/text/safe-text.js";
import { cutText, textWidth } from "../../render/text/text-width.js";
import type { Paint } from "../color.js";
import { commonPrefix, type Offer } from "../completion/completer.js";
import { grid } from "./layout.js";

/** An offer while it is on show. `chosen` is -1 until a key has gone into it. */
export interface Menu {
  readonly offer: Offer;
  readonly chosen: number;
  /** Where the text stands that a choice replaces. */
  readonly start: number;
  readonly end: number;
}

/** What TAB does with an offer of one item or more: what it puts in place of what is typed, if anything, and the menu of many. */
export function takeOffer(
  offer: Offer,
  text: string,
  cursor: number,
): { readonly insert: string | undefined; readonly menu: Menu | undefined } {
  const { start, end, items } = offer;
  const typed = text.slice(start, cursor);
  const prefix = commonPrefix(items.map((item) => item.text));
  // Letters in another case are replaced only by a single answer.
  const insert = items.length === 1 ? (items[0]?.text ?? typed) : prefix.startsWith(typed) ? prefix : typed;
  const menu = items.length > 1 ? { offer, chosen: -1, start, end: start + insert.length } : undefined;
  return { insert: insert === text.slice(start, end) ? undefined : insert, menu };
}

/** The menu with the next item chosen, `step` on; round at the ends. */
export function step(menu: Menu, by: 1 | -1): Menu {
  const count = menu.offer.items.length;
  const chosen = menu.chosen === -1 ? (by === 1 ? 0 : count - 1) : (menu.chosen + by + count) % count;
  const text = menu.offer.items[chosen]?.text ?? "";
  return { ...menu, chosen, end: menu.start + text.length };
}

/** The rows of a menu: the names in columns, what was left out, and the type of the chosen one. */
export function menuRows(menu: Menu, columns: number, maxRows: number, paint: Paint): string[] {
  const { items } = menu.offer;
  const names = items.map(({ text }) => safeText(text));
  const { rows, width, left } = grid(names, columns, maxRows);
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
  if (left > 0) lines.push(paint("dim", `… ${left} more: type on to narrow`));
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
