/** Formats a count with its noun, for example `1 image` or `2 images`. */
export function countText(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
