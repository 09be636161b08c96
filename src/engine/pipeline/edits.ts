/** Edits of a text, and the mapping of offsets in the edited text back to the original. */

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Order at the same offset: closing text, opening text, replacements. */
  readonly rank: 0 | 1 | 2;
}

/** Maps an offset in the edited text to the original. */
export type OffsetMap = (offset: number) => number;

/** Collects edits in any order. Edits at the same place keep the order in which they were added. */
export class Edits {
  readonly #edits: Edit[] = [];

  /** Inserts `text` before the node that starts at `offset`. Of several, the first becomes the outermost. */
  open(offset: number, text: string): void {
    this.#edits.push({ start: offset, end: offset, text, rank: 1 });
  }

  /** Inserts `text` after the node that ends at `offset`. Of several, the first becomes the innermost. */
  close(offset: number, text: string): void {
    this.#edits.push({ start: offset, end: offset, text, rank: 0 });
  }

  replace(start: number, end: number, text: string): void {
    this.#edits.push({ start, end, text, rank: 2 });
  }

  /** Returns the edited text and the mapping back. An offset inside inserted text maps to where it was inserted. */
  apply(original: string): { text: string; toOriginal: OffsetMap } {
    const edits = this.#edits.sort((a, b) => a.start - b.start || a.rank - b.rank);
    // Pairs of offsets, edited and original; after each pair both texts are the same up to the next edit.
    const edited: number[] = [0];
    const source: number[] = [0];
    let text = "";
    let at = 0;
    for (const edit of edits) {
      text += original.slice(at, edit.start);
      edited.push(text.length);
      source.push(edit.start);
      text += edit.text;
      at = edit.end;
      edited.push(text.length);
      source.push(at);
    }
    text += original.slice(at);
    return { text, toOriginal: (offset) => mapOffset(edited, source, offset) };
  }
}

function mapOffset(edited: readonly number[], source: readonly number[], offset: number): number {
  let low = 0;
  let high = edited.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((edited[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  const from = source[low] ?? 0;
  // Each edit added two pairs after the first one: an odd index is inside inserted text.
  return low % 2 === 1 ? from : from + offset - (edited[low] ?? 0);
}
