import { z } from "zod";

/** A length of time: milliseconds, or text such as `'90s'`, `'2h'` or `'1.5m'`. */
export type Duration = number | `${number}${"ms" | "s" | "m" | "h" | "d"}`;

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Describes a valid duration, for error messages. */
export const expectedDuration = "milliseconds, or text such as '90s', '5m', '2h'";

/** Returns a duration in milliseconds; undefined if `duration` is not one. `Infinity` means "no limit". */
export function durationMs(duration: unknown): number | undefined {
  const text = typeof duration === "string" ? /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(duration) : null;
  const ms = typeof duration === "number" ? duration : Number(text?.[1]) * (unitMs[text?.[2] ?? ""] ?? Number.NaN);
  return ms >= 0 ? ms : undefined;
}

/** Parses a finite {@link Duration} into milliseconds. */
export const durationSchema = z
  .union([z.number(), z.string()], `expected ${expectedDuration}`)
  .transform((duration, context) => {
    const ms = durationMs(duration);
    if (ms !== undefined && Number.isFinite(ms)) return ms;
    context.issues.push({ code: "custom", message: `expected ${expectedDuration}`, input: duration });
    return z.NEVER;
  });

/** 5_400_000 → `1h 30m`. */
export function durationText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)}ms`;
  const seconds = Math.round(ms / 1000);
  const parts = [
    [Math.floor(seconds / 3600), "h"],
    [Math.floor((seconds % 3600) / 60), "m"],
    [seconds % 60, "s"],
  ] as const;
  return parts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count}${unit}`)
    .join(" ");
}

/** Formats a length of time for sentences, in one unit: `0.4 s`, `40 s`, `25 min`, `3 h`, `4 days`. */
export function roughTime(ms: number): string {
  if (ms < 120_000) return `${ms < 10_000 ? Number((ms / 1000).toFixed(1)) : Math.round(ms / 1000)} s`;
  const minutes = Math.round(ms / 60_000);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}

/** Returns the delay for a timer: Node's timers fire immediately if it exceeds 2^31 - 1 ms (25 days). */
export function timerMs(ms: number): number {
  return Math.min(Math.max(0, ms), 2 ** 31 - 1);
}
