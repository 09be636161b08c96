import { concurrently } from "../../base/concurrently.js";
import type { StepContext } from "../core/node.js";

// Remote: as many as the client's pool has connections. A local instance in this process has no latency to hide, and
// sequential calls get the same ids and times in every run.
const atOnce = { local: 1, remote: 8 };

/**
 * Runs `work` for each item, at most 8 at once (one at a time on the local instance). Results are in the order of the items.
 * After the first failure no further item starts; the running ones are awaited before the error is thrown.
 */
export async function eachItem<I, O>(
  items: readonly I[],
  context: StepContext,
  work: (item: I, index: number) => Promise<O>,
): Promise<O[]> {
  const { isLocal } = await context.api();
  const results: O[] = new Array(items.length);
  let done = 0;
  await concurrently(items, isLocal ? atOnce.local : atOnce.remote, async (item, index) => {
    context.signal.throwIfAborted();
    results[index] = await work(item, index);
    done++;
    if (items.length > 1) context.progress(done, items.length);
  });
  return results;
}
