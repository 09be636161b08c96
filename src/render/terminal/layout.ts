/** Computes which columns of a table are shown, and their widths. */

/** The widths that a column needs, in terminal columns. */
export interface ColumnNeed {
  /** Everything on one line. */
  readonly natural: number;
  /** Without breaking words, if there is room. Default: `comfortable`. */
  readonly unbroken?: number;
  /** Readable. Columns with a priority are hidden before others become narrower than this. */
  readonly comfortable: number;
  /** Without losing content. */
  readonly least: number;
  readonly hidePriority: number;
}

/** The shown columns by index, with their widths, and the hidden ones in the order of hiding. */
export interface ColumnPlan {
  readonly shown: readonly number[];
  readonly widths: readonly number[];
  readonly hidden: readonly number[];
}

/** Returns the width of borders and padding: `│ a │ b │`. */
export function frameWidth(columns: number): number {
  return 3 * columns + 1;
}

/**
 * Returns the plan for `available` columns including borders; undefined if none fits. The widest column shrinks first,
 * to its comfortable width; then the column with the highest priority is hidden; columns with a priority below 1 are hidden
 * only if the least widths do not fit.
 */
export function planColumns(needs: readonly ColumnNeed[], available: number): ColumnPlan | undefined {
  const hidingOrder = needs
    .map((need, index) => ({ index, hidePriority: need.hidePriority }))
    .filter(({ hidePriority }) => hidePriority > 0)
    // of equal priority the last is hidden first, since the first columns identify a row.
    .sort((a, b) => b.hidePriority - a.hidePriority || b.index - a.index);
  for (let hiddenCount = 0; hiddenCount <= hidingOrder.length; hiddenCount += 1) {
    const hidden = hidingOrder.slice(0, hiddenCount).map(({ index }) => index);
    const shown = needs.map((_need, index) => index).filter((index) => !hidden.includes(index));
    const room = available - frameWidth(shown.length);
    const shownNeeds = shown.flatMap((index) => needs[index] ?? []);
    const widths =
      shrink(shownNeeds, room, (need) => Math.max(need.comfortable, need.unbroken ?? 0)) ??
      shrink(shownNeeds, room, (need) => need.comfortable) ??
      (hidingOrder.slice(hiddenCount).every(({ hidePriority }) => hidePriority < 1)
        ? shrink(shownNeeds, room, (need) => need.least)
        : undefined);
    if (widths !== undefined) return { shown, widths, hidden };
  }
  return undefined;
}

function shrink(
  needs: readonly ColumnNeed[],
  room: number,
  floor: (need: ColumnNeed) => number,
): readonly number[] | undefined {
  const floors = needs.map(floor);
  if (sum(floors) > room) return undefined;
  const widths = needs.map((need) => Math.min(need.natural, Math.max(room, floor(need))));
  for (let excess = sum(widths) - room; excess > 0; excess -= 1) {
    let widest = -1;
    for (const [index, width] of widths.entries()) {
      if (width > (floors[index] ?? 0) && width > (widths[widest] ?? 0)) widest = index;
    }
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
