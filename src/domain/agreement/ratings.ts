/** Agreement of raters on categories, corrected for chance. */

/** The confusion matrix of two raters, for Cohen's kappa. */
export class Confusion {
  readonly #cells = new Map<string, Map<string, number>>();
  #count = 0;

  /** Number of counted units. */
  get count(): number {
    return this.#count;
  }

  /** Counts units that both raters rated. */
  add(one: string, other: string, times = 1): void {
    if (times === 0) return;
    const row = this.#cells.get(one) ?? new Map<string, number>();
    row.set(other, (row.get(other) ?? 0) + times);
    this.#cells.set(one, row);
    this.#count += times;
  }

  /** Adds all counts of another matrix. */
  addAll(other: Confusion): void {
    for (const [one, row] of other.#cells) for (const [two, times] of row) this.add(one, two, times);
  }

  /** Returns a copy, filled up to `total` units with units that both raters rated `category`. */
  filledTo(total: number, category: string): Confusion {
    const filled = new Confusion();
    filled.addAll(this);
    filled.add(category, category, total - this.#count);
    return filled;
  }

  /** Computes kappa, at most 1; null if it is undefined: without units, or if only one category was used. */
  kappa(): number | null {
    const n = this.#count;
    const columns = new Map<string, number>();
    let agreed = 0;
    for (const [one, row] of this.#cells) {
      for (const [two, times] of row) {
        columns.set(two, (columns.get(two) ?? 0) + times);
        if (one === two) agreed += times;
      }
    }
    let expected = 0;
    for (const [one, row] of this.#cells) {
      const total = [...row.values()].reduce((sum, times) => sum + times, 0);
      expected += (total * (columns.get(one) ?? 0)) / n;
    }
    return n === 0 || expected === n ? null : 1 - (n - agreed) / (n - expected);
  }
}

/** Coincidence counts for Krippendorff's alpha (nominal). Units may have different numbers of raters. */
export class Coincidences {
  readonly #totals = new Map<string, number>();
  readonly #units = new Map<number, number>();
  #agreeing = 0;
  #values = 0;

  /** Counts a unit by its ratings; units with fewer than two are ignored. */
  add(ratings: readonly string[]): void {
    const counts = new Map<string, number>();
    for (const rating of ratings) counts.set(rating, (counts.get(rating) ?? 0) + 1);
    this.#addUnits(counts, ratings.length, 1);
  }

  /** Adds all counts of another instance. */
  addAll(other: Coincidences): void {
    for (const [category, total] of other.#totals) {
      this.#totals.set(category, (this.#totals.get(category) ?? 0) + total);
    }
    for (const [size, units] of other.#units) this.#units.set(size, (this.#units.get(size) ?? 0) + units);
    this.#agreeing += other.#agreeing;
    this.#values += other.#values;
  }

  /** Returns a copy, filled up to `units` (raters → number of units) with units that all raters rated `category`. */
  filledTo(units: ReadonlyMap<number, number>, category: string): Coincidences {
    const filled = new Coincidences();
    filled.addAll(this);
    for (const [size, count] of units) {
      filled.#addUnits(new Map([[category, size]]), size, count - (this.#units.get(size) ?? 0));
    }
    return filled;
  }

  /** Computes alpha, at most 1; null if it is undefined: no unit has two ratings, or only one category was used. */
  alpha(): number | null {
    const n = this.#values;
    let expected = n * n;
    for (const total of this.#totals.values()) expected -= total * total;
    return expected === 0 ? null : 1 - ((n - 1) * (n - this.#agreeing)) / expected;
  }

  #addUnits(counts: ReadonlyMap<string, number>, size: number, times: number): void {
    if (size < 2 || times === 0) return;
    for (const [category, count] of counts) {
      this.#totals.set(category, (this.#totals.get(category) ?? 0) + count * times);
      this.#agreeing += (times * count * (count - 1)) / (size - 1);
    }
    this.#units.set(size, (this.#units.get(size) ?? 0) + times);
    this.#values += size * times;
  }
}
