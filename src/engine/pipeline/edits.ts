/** Text with insertions and replacements in it, and the way back from its offsets to those of the original. */

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** At one offset: what closes comes first, then what opens, then what replaces. */
  readonly rank: 0 | 1 | 2;
}

/** Finds the offset in the original that an offset in the edited text came from. */
export type OffsetMap = (offset: number) => number;

/** Collects edits, in any order of offsets; edits of one place keep the order in which they were made. */
export class Edits {
  readonly #edits: Edit[] = [];

  /** Puts `text` before what begins at `offset`; of several the first stays outermost. */
  open(offset: number, text: string): void {
    this.#edits.push({ start: offset, end: offset, text, rank: 1 });
  }

  /** Puts `text` after what ends at `offset`; of several the first stays innermost. */
  close(offset: number, text: string): void {
    this.#edits.push({ start: offset, end: offset, text, rank: 0 });
  }

  replace(start: number, end: number, text: string): void {
    this.#edits.push({ start, end, text, rank: 2 });
  }

  /** The edited text and the map back. An offset inside put-in text answers with the place where it was put. */
  apply(original: string): { text: string; toOriginal: OffsetMap } {
    const edits = this.#edits.sort((a, b) => a.start - b.start || a.rank - b.rank);
    // Pairs of offsets, edited and original, from each of which both sides run on together.
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
  // Each edit put in two pairs after the first: what follows an odd one is put-in text.
  return low % 2 === 1 ? from : from + offset - (edited[low] ?? 0);
}
