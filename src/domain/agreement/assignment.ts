/** Solves the assignment problem: pairs rows with columns so that the sum of the chosen values is maximal. */

/** A matrix of values. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  /** In row-major order. */
  readonly values: Float64Array;
}

/**
 * Finds the best one-to-one assignment; each row or each column, whichever are fewer, gets a partner. Uses shortest
 * augmenting paths (the Jonker-Volgenant form of the Hungarian method), O(rows² · columns) in the worst case.
 *
 * @returns pairs of row and column, sorted by row
 */
export function bestAssignment(matrix: Matrix): readonly (readonly [row: number, column: number])[] {
  const { rows, columns } = matrix;
  if (rows === 0 || columns === 0) return [];
  if (rows > columns) {
    return bestAssignment(transposed(matrix))
      .map(([column, row]) => [row, column] as const)
      .sort(([one], [other]) => one - other);
  }
  const solver = new Solver(matrix);
  for (let row = 0; row < rows; row++) solver.add(row);
  return Array.from(solver.columnOf, (column, row) => [row, column] as const);
}

function transposed({ rows, columns, values }: Matrix): Matrix {
  const turned = new Float64Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) turned[column * rows + row] = values[row * columns + column]!;
  }
  return { rows: columns, columns: rows, values: turned };
}

/** State of the search: dual prices and the current assignment. Costs are the negated values. */
class Solver {
  readonly columnOf: Int32Array;
  readonly #matrix: Matrix;
  readonly #rowOf: Int32Array;
  readonly #rowPrice: Float64Array;
  readonly #columnPrice: Float64Array;
  readonly #distance: Float64Array;
  readonly #before: Int32Array;
  /** Columns that the search has not reached yet, in the first `openCount` elements. */
  readonly #open: Int32Array;

  constructor(matrix: Matrix) {
    const { rows, columns } = matrix;
    this.#matrix = matrix;
    this.columnOf = new Int32Array(rows).fill(-1);
    this.#rowOf = new Int32Array(columns).fill(-1);
    this.#rowPrice = new Float64Array(rows);
    this.#columnPrice = new Float64Array(columns);
    this.#distance = new Float64Array(columns);
    this.#before = new Int32Array(columns);
    this.#open = new Int32Array(columns);
  }

  /** Assigns a column to `row`; other rows may be reassigned. */
  add(row: number): void {
    const { rows, columns } = this.#matrix;
    const seenRows = new Uint8Array(rows);
    const seenColumns = new Uint8Array(columns);
    this.#distance.fill(Number.POSITIVE_INFINITY);
    for (let at = 0; at < columns; at++) this.#open[at] = columns - at - 1;
    let openCount = columns;
    let reached = 0;
    let current = row;
    let free = -1;
    while (free === -1) {
      seenRows[current] = 1;
      const at = this.#nearest(current, reached, openCount);
      const column = this.#open[at]!;
      reached = this.#distance[column]!;
      seenColumns[column] = 1;
      this.#open[at] = this.#open[--openCount]!;
      if (this.#rowOf[column] === -1) free = column;
      else current = this.#rowOf[column]!;
    }
    this.#reprice(row, reached, seenRows, seenColumns);
    this.#turn(row, free);
  }

  /** Returns the index in `#open` of the cheapest column to reach; free columns win ties. */
  #nearest(row: number, reached: number, openCount: number): number {
    const { columns, values } = this.#matrix;
    const price = this.#rowPrice[row]!;
    let least = Number.POSITIVE_INFINITY;
    let found = 0;
    for (let at = 0; at < openCount; at++) {
      const column = this.#open[at]!;
      const distance = reached - values[row * columns + column]! - price - this.#columnPrice[column]!;
      if (distance < this.#distance[column]!) {
        this.#distance[column] = distance;
        this.#before[column] = row;
      }
      const currentDistance = this.#distance[column]!;
      if (currentDistance < least || (currentDistance === least && this.#rowOf[column] === -1)) {
        least = currentDistance;
        found = at;
      }
    }
    return found;
  }

  #reprice(row: number, reached: number, seenRows: Uint8Array, seenColumns: Uint8Array): void {
    this.#rowPrice[row]! += reached;
    for (const [other, isSeen] of seenRows.entries()) {
      if (isSeen === 1 && other !== row) this.#rowPrice[other]! += reached - this.#distance[this.columnOf[other]!]!;
    }
    for (const [column, isSeen] of seenColumns.entries()) {
      if (isSeen === 1) this.#columnPrice[column]! -= reached - this.#distance[column]!;
    }
  }

  /** Reassigns the rows on the augmenting path that ends at the column `free`. */
  #turn(row: number, free: number): void {
    let column = free;
    for (;;) {
      const owner = this.#before[column]!;
      this.#rowOf[column] = owner;
      const given = this.columnOf[owner]!;
      this.columnOf[owner] = column;
      if (owner === row) return;
      column = given;
    }
  }
}
