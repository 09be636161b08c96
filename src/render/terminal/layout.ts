/** Which columns of a table are drawn, and how wide: arithmetic alone. */

/** The widths, in terminal columns, that one column of a table asks for. */
export interface ColumnNeed {
  /** To show everything on one line. */
  readonly natural: number;
  /** Below this words are broken: kept to where there is room. Default: `comfortable`. */
  readonly unbroken?: number;
  /** Below this it reads badly: columns of weight leave before it is undercut. */
  readonly comfortable: number;
  /** Below this something would be lost. */
  readonly least: number;
  readonly weight: number;
}

/** The columns that are drawn, by their index, with their widths; those that left, in the order in which they left. */
export interface ColumnPlan {
  readonly shown: readonly number[];
  readonly widths: readonly number[];
  readonly hidden: readonly number[];
}

/** Columns that borders and padding take: `│ a │ b │`. */
export function frameWidth(columns: number): number {
  return 3 * columns + 1;
}

/**
 * The plan that fits `available` columns, frame included; undefined where none does, and records read better.
 * The widest shrinks first, to what is comfortable; then the column of the highest weight leaves; when only columns
 * without weight are left, they shrink to the least.
 */
export function planColumns(needs: readonly ColumnNeed[], available: number): ColumnPlan | undefined {
  const leaving = needs
    .map((need, index) => ({ index, weight: need.weight }))
    .filter(({ weight }) => weight > 0)
    // Of equal weight the last leaves first: the first columns say what a row is.
    .sort((a, b) => b.weight - a.weight || b.index - a.index);
  for (let left = 0; left <= leaving.length; left += 1) {
    const hidden = leaving.slice(0, left).map(({ index }) => index);
    const shown = needs.map((_need, index) => index).filter((index) => !hidden.includes(index));
    const room = available - frameWidth(shown.length);
    const kept = shown.flatMap((index) => needs[index] ?? []);
    const widths =
      shrink(kept, room, (need) => Math.max(need.comfortable, need.unbroken ?? 0)) ??
      shrink(kept, room, (need) => need.comfortable) ??
      (left === leaving.length ? shrink(kept, room, (need) => need.least) : undefined);
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
