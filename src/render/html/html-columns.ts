/** Which columns of a page's table leave where the page is narrow: arithmetic alone. */
import type { Cell, Column } from "../../domain/display/display.js";
import { columnTitle } from "../model/cells.js";
import { columnNeed, columnTexts } from "../terminal/terminal-cells.js";

/** What a letter of 13 pixels takes, and what stands around a cell where it is narrow. */
const letterPx = 7;
const paddingPx = 17;
/** Widths are rounded up, so that few of them have a rule. */
const stepPx = 50;

/**
 * For each column the width in pixels below which it leaves, undefined for those that stay: the highest weight first, as
 * in a terminal, when the columns with it would no longer have a comfortable width.
 */
export function leavingWidths(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
): readonly (number | undefined)[] {
  const widths = columns.map((column, index) => {
    const cells = rows.map((row) => row[index]);
    const texts = columnTexts(cells, column.kind);
    const content = { title: columnTitle(column), cells, texts, color: false, notes: false };
    const { comfortable, least } = columnNeed(column, content);
    // A page wraps text better than a terminal: a column leaves only when the others would be squeezed halfway.
    return Math.ceil((comfortable + least) / 2) * letterPx + paddingPx;
  });
  let room = widths.reduce((total, width) => total + width, 0);
  const leaving = columns
    .map(({ weight = 0 }, index) => ({ weight, index }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight || b.index - a.index);
  const below: (number | undefined)[] = columns.map(() => undefined);
  for (const { index } of leaving) {
    below[index] = Math.ceil(room / stepPx) * stepPx;
    room -= widths[index] ?? 0;
  }
  return below;
}
