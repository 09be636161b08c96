/** Runs work on items concurrently, with results in the order of the items. */

/** Limits of concurrent work. */
export interface ConcurrencyLimits<T> {
  /** Items at once. */
  readonly items: number;
  /** Maximum total weight of running items; a heavier item runs alone. */
  readonly weight: number;
  weightOf(item: T): number;
}

/** Runs `work` for each item within the limits, and yields the results in the order of the items. */
export async function* inOrder<T, R>(
  items: Iterable<T>,
  { items: most, weight: heaviest, weightOf }: ConcurrencyLimits<T>,
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
        // The failure is thrown when its turn comes; until then it must not cause an unhandled rejection.
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

/** Tasks with a concurrent first part and a sequential, ordered second part. */
export class OrderedTasks {
  readonly #most: number;
  #last: Promise<unknown> = Promise.resolve();
  readonly #underWay: Promise<unknown>[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  /** Starts a task, after waiting for a free slot. @throws the error of an earlier task */
  async push<T>(first: () => Promise<T>, second: (value: T) => Promise<void>): Promise<void> {
    const begun = first();
    begun.catch(() => undefined);
    this.#last = this.#last.then(async () => second(await begun));
    this.#last.catch(() => undefined);
    this.#underWay.push(this.#last);
    while (this.#underWay.length >= this.#most) await this.#underWay.shift();
  }

  /** Waits for all tasks. @throws the error of the first failed task */
  async done(): Promise<void> {
    await this.#last;
  }

  /** Waits until no task is running; ignores failures. */
  async settled(): Promise<void> {
    await Promise.allSettled([this.#last, ...this.#underWay]);
  }
}
