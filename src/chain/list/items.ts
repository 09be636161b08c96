import type { StepContext } from "../core/node.js";

// As many as the client's pool has connections: more would only queue. On the local instance of this process there is no
// latency to hide, and one after the other the same calls get the same ids and times in every run.
const atOnce = { local: 1, remote: 8 };

/**
 * Does `work` for each item, at most 8 at once, on the local instance one; the results are in the order of the items.
 * At the first failure no further item begins, and those under way are waited for before it is thrown.
 */
export async function eachItem<I, O>(
  items: readonly I[],
  context: StepContext,
  work: (item: I, index: number) => Promise<O>,
): Promise<O[]> {
  const { isLocal } = await context.api();
  const results: O[] = new Array(items.length);
  let next = 0;
  let done = 0;
  let fault: { readonly error: unknown } | undefined;
  async function worker(): Promise<void> {
    while (next < items.length && fault === undefined) {
      const index = next++;
      try {
        context.signal.throwIfAborted();
        results[index] = await work(items[index]!, index);
        done++;
        if (items.length > 1) context.progress(done, items.length);
      } catch (error) {
        fault ??= { error };
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(isLocal ? atOnce.local : atOnce.remote, items.length) }, worker));
  if (fault !== undefined) throw fault.error;
  return results;
}
