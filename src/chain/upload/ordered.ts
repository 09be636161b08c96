/** Work on items some at once, with the results in the order of the items. */

/** How much may be under way. */
export interface Bounds<T> {
  /** Items at once. */
  readonly items: number;
  /** What all items that are under way may weigh together; a heavier one goes alone. */
  readonly weight: number;
  weightOf(item: T): number;
}

/** Does `work` for each item, within the bounds, and gives the results in the order of the items. */
export async function* inOrder<T, R>(
  items: Iterable<T>,
  { items: most, weight: heaviest, weightOf }: Bounds<T>,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R, void, undefined> {
  const queue = items[Symbol.iterator]();
  const underWay: { readonly weight: number; readonly result: Promise<R> }[] = [];
  let weight = 0;
  let next = queue.next();
  try {
    for (;;) {
      while (next.done !== true && underWay.length < most) {
        const added = weightOf(next.value);
        if (underWay.length > 0 && weight + added > heaviest) break;
        const result = work(next.value);
        // Whoever walks sees the failure in its turn; until then it must not count as unhandled.
        result.catch(() => undefined);
        underWay.push({ weight: added, result });
        weight += added;
        next = queue.next();
      }
      const first = underWay.shift();
      if (first === undefined) return;
      const result = await first.result;
      weight -= first.weight;
      yield result;
    }
  } finally {
    await Promise.allSettled(underWay.map(({ result }) => result));
  }
}

/** Tasks whose first halves run some at once, and whose second halves run one after the other, in order. */
export class Lanes {
  readonly #most: number;
  #last: Promise<unknown> = Promise.resolve();
  readonly #underWay: Promise<unknown>[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  /** Begins a task; waits while as many are under way as may be. @throws what an earlier task threw */
  async push<T>(first: () => Promise<T>, second: (value: T) => Promise<void>): Promise<void> {
    const begun = first();
    begun.catch(() => undefined);
    this.#last = this.#last.then(async () => second(await begun));
    this.#last.catch(() => undefined);
    this.#underWay.push(this.#last);
    while (this.#underWay.length >= this.#most) await this.#underWay.shift();
  }

  /** Waits for all tasks. @throws what the first one threw that failed */
  async done(): Promise<void> {
    await this.#last;
  }

  /** Waits until nothing is under way, whatever came of it. */
  async settled(): Promise<void> {
    await Promise.allSettled([this.#last, ...this.#underWay]);
  }
}
