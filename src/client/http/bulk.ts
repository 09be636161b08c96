/** Runs work on many items with limited concurrency, progress, and a report of failures. */
import { z } from "zod";
import { concurrently } from "../../base/concurrently.js";
import { kinds } from "../../domain/arguments/kinds.js";
import { parseArgument } from "../../domain/arguments/parse-arguments.js";
import {
  AuthError,
  BulkError,
  type BulkFailure,
  ConnectionError,
  isSlylabError,
  TimeoutError,
} from "../../domain/errors.js";
import type { CallOptions } from "./send.js";

/** Options of methods that work on many items. */
export interface BulkOptions extends CallOptions {
  /** Number of concurrent requests. Default 4. */
  readonly concurrency?: number | undefined;
  /** Called after each item, whether it succeeded or failed. */
  readonly onProgress?: ((progress: { readonly done: number; readonly total: number }) => void) | undefined;
}

/** The outcome of one item. */
export type Outcome<R> =
  | { readonly status: "done"; readonly value: R }
  | { readonly status: "failed"; readonly error: Error }
  /** Not started, because an earlier failure would affect every item. */
  | { readonly status: "untried" };

const defaultConcurrency = 4;

/** Splits `items` into groups of at most `size`. */
export function chunked<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}

// A concurrency below 1 would do nothing and report success.
const bulkSchema = z
  .object({ concurrency: kinds.aboveZero, onProgress: kinds.callback, signal: kinds.signal })
  .partial();

/** Counts items for {@link BulkOptions.onProgress}. */
export function counter(total: number, options: BulkOptions): (items: number) => void {
  parseArgument("bulk", "options", bulkSchema, options);
  const { onProgress } = options;
  let done = 0;
  return (items) => {
    done += items;
    onProgress?.({ done, total });
  };
}

/** Runs `work` for each item with limited concurrency; outcomes have the order of the items. Rethrows an abort's reason. */
export async function runEach<T, R>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<R>,
  options: BulkOptions,
): Promise<readonly Outcome<R>[]> {
  parseArgument("bulk", "options", bulkSchema, options);
  const { signal, concurrency = defaultConcurrency } = options;
  const outcomes: Outcome<R>[] = items.map(() => ({ status: "untried" }));
  let isLost = false;
  await concurrently(items, concurrency, async (item, index) => {
    if (isLost) return;
    signal?.throwIfAborted();
    try {
      outcomes[index] = { status: "done", value: await work(item, index) };
    } catch (error) {
      if (signal?.aborted || !(error instanceof Error)) throw error;
      outcomes[index] = { status: "failed", error };
      isLost ||= isShared(error);
    }
  });
  return outcomes;
}

/** How a bulk method divides its items. */
export interface Batching<T> {
  /** The method, for errors. */
  readonly method: string;
  /** Maximum number of items per batch. */
  readonly size: number;
  /** What the items are, for error messages, for example `images`. Default: only their names. */
  readonly noun?: string;
  /** Names an item in errors. Default: the item itself. */
  readonly nameOf?: (item: T) => string | number;
}

/**
 * Runs `work` for batches of the items, several at a time; results are in the order of the batches.
 *
 * @throws {BulkError} some batches failed; the others stay done
 */
export async function inBatches<T, R>(
  items: readonly T[],
  { method, size, noun, nameOf = String }: Batching<T>,
  options: BulkOptions,
  work: (batch: readonly T[], index: number) => Promise<R>,
): Promise<readonly R[]> {
  const count = counter(items.length, options);
  const batches = chunked(items, size);
  const counted = async (batch: readonly T[], index: number) => {
    const result = await work(batch, index);
    count(batch.length);
    return result;
  };
  const namesOf = (index: number) => batches[index]!.map((item) => nameOf(item)).join(", ");
  const outcomes = await runEach(batches, counted, options);
  return valuesOf(outcomes, method, (index) => (noun === undefined ? namesOf(index) : `${noun} ${namesOf(index)}`));
}

/** Whether the next item would fail in the same way. */
function isShared(error: Error): boolean {
  return error instanceof AuthError || error instanceof ConnectionError || error instanceof TimeoutError;
}

/**
 * Returns the values if every item succeeded.
 *
 * @throws the failure itself if there is only one item
 * @throws {BulkError} some items failed; the others are done
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
  const rest = `${done.length} succeeded${untried.length === 0 ? "" : `, ${untried.length} not tried`}`;
  const failed = `${failures.length} of ${outcomes.length} failed (${rest})`;
  throw new BulkError(`${what}: ${failed}, the first: ${first.error.message}`, {
    failures,
    done,
    untried,
    cause: first.error,
    hint: isSlylabError(first.error) ? first.error.hint : undefined,
  });
}
