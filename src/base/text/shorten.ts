/** Cuts `text` to its first `most` letters, and not within a surrogate pair; `…` marks the cut. */
export function shortened(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most).replace(/[\uD800-\uDBFF]$/, "")}…` : text;
}
