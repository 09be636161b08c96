/** The few numbers that a bench prints of many samples. */

/** The value that as many samples are below as above. */
export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5);
}

/** The value that `share` of the samples are at or below, as 0.99; the nearest sample, not one in between. */
export function quantile(samples: readonly number[], share: number): number {
  if (samples.length === 0) throw new Error("no samples");
  const sorted = [...samples].sort((one, two) => one - two);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** `1234.5` → `1,235`; small numbers keep a digit. */
export function plain(value: number): string {
  return value.toLocaleString("en-US", {
    maximumFractionDigits: Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0,
  });
}

/** How many times `one` is of `two`, as `9.3 ×`. */
export function times(one: number, two: number): string {
  return `${plain(one / two)} ×`;
}

/** Milliseconds that `work` takes. */
export async function elapsedMs(work: () => Promise<unknown> | unknown): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
