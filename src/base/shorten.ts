/** Cuts `text` to its first `most` letters; `…` marks the cut. */
export function shortened(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}
