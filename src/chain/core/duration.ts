import { z } from "zod";

/** A length of time: milliseconds, or text as `'90s'`, `'2h'`, `'1.5m'`. */
export type Duration = number | `${number}${"ms" | "s" | "m" | "h" | "d"}`;

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** {@link Duration} → milliseconds. */
export const durationSchema = z.union([z.number(), z.string()]).transform((duration, context) => {
  const text = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(String(duration));
  const limitMs = typeof duration === "number" ? duration : Number(text?.[1]) * (unitMs[text?.[2] ?? ""] ?? Number.NaN);
  if (Number.isFinite(limitMs) && limitMs >= 0) return limitMs;
  context.issues.push({
    code: "custom",
    message: "expected milliseconds, or text as '90s', '5m', '2h'",
    input: duration,
  });
  return z.NEVER;
});

/** 5_400_000 → `1h 30m`. */
export function durationText(limitMs: number): string {
  if (limitMs < 1000) return `${Math.round(limitMs)}ms`;
  const seconds = Math.round(limitMs / 1000);
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
