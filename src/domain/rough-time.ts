/** Lengths of time for sentences, in one unit: `0.4 s`, `40 s`, `25 min`, `3 h`, `4 days`. */
export function roughTime(ms: number): string {
  if (ms < 120_000) return `${ms < 10_000 ? Number((ms / 1000).toFixed(1)) : Math.round(ms / 1000)} s`;
  const minutes = Math.round(ms / 60_000);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}
