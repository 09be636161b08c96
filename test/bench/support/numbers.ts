/** Statistics of samples that a bench prints. */

/** The median. */
export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5);
}

/** The quantile at `share`, for example 0.99: the nearest sample, not interpolated. */
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

/** The ratio of `one` to `two`, for example `9.3 ×`. */
export function times(one: number, two: number): string {
  return `${plain(one / two)} ×`;
}

/** Milliseconds that `work` takes. */
export async function elapsedMs(work: () => Promise<unknown> | unknown): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
