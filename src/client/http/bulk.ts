/** Work on many items: a few at a time, with progress, and a report where some fail. */
import {
  AuthError,
  BulkError,
  type BulkFailure,
  ConnectionError,
  isSlylabError,
  TimeoutError,
} from "../../domain/errors.js";
import { checkOptions, kinds } from "./arguments.js";
import type { CallOptions } from "./send.js";

/** How bulk work is done. */
export interface BulkOptions extends CallOptions {
  /** Requests under way at once. Default 4. */
  readonly concurrency?: number | undefined;
  /** Told of every item that is over, done or failed. */
  readonly onProgress?: ((progress: { readonly done: number; readonly total: number }) => void) | undefined;
}

/** What came of one item. */
export type Outcome<R> =
  | { readonly status: "done"; readonly value: R }
  | { readonly status: "failed"; readonly error: Error }
  /** After a failure that all items would share. */
  | { readonly status: "untried" };

const defaultConcurrency = 4;

/** Cuts `items` into groups of at most `size`. */
export function chunked<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}

// Fewer than one at once would do nothing, and say that all is done.
const bulkShape = {
  concurrency: { expected: "a whole number above 0", fits: kinds.id.fits },
  onProgress: kinds.callback,
  signal: kinds.signal,
};

/** Counts items for {@link BulkOptions.onProgress}. */
export function counter(total: number, options: BulkOptions): (items: number) => void {
  checkOptions("bulk", "options", options, bulkShape);
  const { onProgress } = options;
  let done = 0;
  return (items) => {
    done += items;
    onProgress?.({ done, total });
  };
}

/** Runs `work` for each item, a few at a time; outcomes stand in the items' order. An abort's reason is thrown as it is. */
export async function runEach<T, R>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<R>,
  options: BulkOptions,
): Promise<readonly Outcome<R>[]> {
  checkOptions("bulk", "options", options, bulkShape);
  const { signal, concurrency = defaultConcurrency } = options;
  const outcomes: Outcome<R>[] = items.map(() => ({ status: "untried" }));
  const queue = items.entries();
  let isLost = false;

  async function worker(): Promise<void> {
    for (const [index, item] of queue) {
      if (isLost) return;
      signal?.throwIfAborted();
      try {
        outcomes[index] = { status: "done", value: await work(item, index) };
      } catch (error) {
        if (signal?.aborted || !(error instanceof Error)) throw error;
        outcomes[index] = { status: "failed", error };
        isLost ||= isShared(error);
      }
    }
  }

  const workers = Array.from({ length: Math.max(1, Math.min(concurrency, items.length)) }, worker);
  // All are over before anything is thrown: no request outlives the call.
  for (const end of await Promise.allSettled(workers)) if (end.status === "rejected") throw end.reason;
  return outcomes;
}

/** A failure that the next item would meet too. */
function isShared(error: Error): boolean {
  return error instanceof AuthError || error instanceof ConnectionError || error instanceof TimeoutError;
}

/**
 * The values of outcomes that are all done.
 *
 * @throws the failure itself, where there is but one item
 * @throws {BulkError} some failed; those done stay done
 */
export function valuesOf<R>(
  outcomes: readonly Outcome<R>[],
  what: string,
  nameOf: (index: number) => string,
): readonly R[] {
  const failures: BulkFailure[] = [];
  const values: R[] = [];
  const done: number[] = [];
  const untried: number[] = [];
  for (const [index, outcome] of outcomes.entries()) {
    switch (outcome.status) {
      case "done":
        values.push(outcome.value);
        done.push(index);
        break;
      case "failed":
        failures.push({ index, item: nameOf(index), error: outcome.error });
        break;
      case "untried":
        untried.push(index);
    }
  }
  const [first] = failures;
  if (first === undefined) return values;
  if (outcomes.length === 1) throw first.error;
  const hint = isSlylabError(first.error) ? first.error.hint : undefined;
  throw new BulkError(`${what}: ${failures.length} of ${outcomes.length} failed, the first: ${first.error.message}`, {
    failures,
    done,
    untried,
    cause: first.error,
    hint: [hint, `${done.length} succeeded`, untried.length > 0 && `${untried.length} were not tried`]
      .filter(Boolean)
      .join("; "),
  });
}
