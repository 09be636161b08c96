/** Runs work on items concurrently, with results in the order of the items. */

/** Limits of concurrent work. */
export interface ConcurrencyLimits<T> {
  /** Maximum number of items that are worked on at once. */
  readonly maxItems: number;
  /** Maximum total weight of running items; a heavier item runs alone. */
  readonly maxWeight: number;
  weightOf(item: T): number;
}

/** Runs `work` for each item within the limits, and yields the results in the order of the items. */
export async function* inOrder<T, R>(
  items: Iterable<T>,
  { maxItems, maxWeight, weightOf }: ConcurrencyLimits<T>,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R, void, undefined> {
  const queue = items[Symbol.iterator]();
  const running: { readonly weight: number; readonly result: Promise<R> }[] = [];
  let weight = 0;
  let next = queue.next();
  try {
    for (;;) {
      while (next.done !== true && running.length < maxItems) {
        const added = weightOf(next.value);
        if (running.length > 0 && weight + added > maxWeight) break;
        const result = work(next.value);
        // The failure is thrown when its turn comes; until then it must not cause an unhandled rejection.
        result.catch(() => undefined);
        running.push({ weight: added, result });
        weight += added;
        next = queue.next();
      }
      const first = running.shift();
      if (first === undefined) return;
      const result = await first.result;
      weight -= first.weight;
      yield result;
    }
  } finally {
    await Promise.allSettled(running.map(({ result }) => result));
  }
}

/** Tasks with a concurrent first part and a sequential, ordered second part. */
export class OrderedTasks {
  readonly #maxRunning: number;
  #last: Promise<unknown> = Promise.resolve();
  readonly #running: Promise<unknown>[] = [];

  constructor(maxRunning: number) {
    this.#maxRunning = maxRunning;
  }

  /** Starts a task; resolves when another one may start. @throws the error of an earlier task */
  async push<T>(concurrentPart: () => Promise<T>, orderedPart: (value: T) => Promise<void>): Promise<void> {
    const started = concurrentPart();
    started.catch(() => undefined);
    this.#last = this.#last.then(async () => orderedPart(await started));
    this.#last.catch(() => undefined);
    this.#running.push(this.#last);
    while (this.#running.length >= this.#maxRunning) await this.#running.shift();
  }

  /** Waits for all tasks. @throws the error of the first failed task */
  async done(): Promise<void> {
    await this.#last;
  }

  /** Waits until no task is running; ignores failures. */
  async settled(): Promise<void> {
    await Promise.allSettled([this.#last, ...this.#running]);
  }
}
