/** Formats a count with its noun: `1 image`, `2 images`, `2 retries`. */
export function countText(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}
