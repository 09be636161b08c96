/**
 * Runs `work` for each item, at most `limit` at once. After the first failure no further item starts; the running ones are
 * awaited before the error is thrown, so that no work outlives the call.
 */
export async function concurrently<T>(
  items: readonly T[],
  limit: number,
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  const queue = items.entries();
  let failure: { readonly error: unknown } | undefined;
  async function worker(): Promise<void> {
    for (const [index, item] of queue) {
      if (failure !== undefined) return;
      try {
        await work(item, index);
      } catch (error) {
        failure ??= { error };
      }
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, Math.min(limit, items.length)) }, worker));
  if (failure !== undefined) throw failure.error;
}
