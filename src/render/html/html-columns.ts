/** Computes which columns of an HTML table are hidden on a narrow page. Pure. */
import type { Cell, Column } from "../../domain/display/display.js";
import { columnTitle } from "../model/cells.js";
import { columnNeed, columnTexts } from "../terminal/terminal-cells.js";

/** The width of a character at 13 pixels, and the padding of a cell on a narrow page. */
const letterPx = 7;
const paddingPx = 17;
/** Widths are rounded up, so that few of them need a rule. */
const stepPx = 50;

/**
 * Returns for each column the width in pixels below which it is hidden, undefined for columns that always stay. Columns
 * with the highest priority are hidden first, as in a terminal, if otherwise the columns would have less than their
 * comfortable width.
 */
export function hidingWidths(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
): readonly (number | undefined)[] {
  const widths = columns.map((column, index) => {
    const cells = rows.map((row) => row[index]);
    const texts = columnTexts(cells, column.kind);
    const content = { title: columnTitle(column), cells, texts, color: false, notes: false };
    const { comfortable, least } = columnNeed(column, content);
    // HTML wraps text better than a terminal, so a column is hidden only halfway below the comfortable width.
    return Math.ceil((comfortable + least) / 2) * letterPx + paddingPx;
  });
  let room = widths.reduce((total, width) => total + width, 0);
  const hidingOrder = columns
    .map(({ hidePriority = 0 }, index) => ({ hidePriority, index }))
    .filter(({ hidePriority }) => hidePriority >= 1)
    .sort((a, b) => b.hidePriority - a.hidePriority || b.index - a.index);
  const below: (number | undefined)[] = columns.map(() => undefined);
  for (const { index } of hidingOrder) {
    below[index] = Math.ceil(room / stepPx) * stepPx;
    room -= widths[index] ?? 0;
  }
  return below;
}
