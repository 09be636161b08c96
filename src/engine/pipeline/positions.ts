/** Offsets, lines and columns of texts, and mapping by source maps. */

/** Line and column, both 1-based; columns count UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The lines of a text. */
export class Lines {
  readonly text: string;
  readonly #starts: readonly number[];

  constructor(text: string) {
    this.text = text;
    const starts = [0];
    for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
    this.#starts = starts;
  }

  get count(): number {
    return this.#starts.length;
  }

  positionAt(offset: number): Position {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (this.#starts[low] ?? 0) + 1 };
  }

  offsetAt(position: Position): number {
    const start = this.#starts[position.line - 1];
    if (start === undefined) return position.line < 1 ? 0 : this.text.length;
    return Math.min(start + position.column - 1, this.text.length);
  }

  /** Returns the text of a line without its line break; undefined if there is no such line. */
  line(number: number): string | undefined {
    const start = this.#starts[number - 1];
    if (start === undefined) return undefined;
    return this.text.slice(start, this.#starts[number] ?? this.text.length).replace(/\r?\n$/, "");
  }
}

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Reads the mappings of a source map (ECMA-426, one source) as pairs of offsets: made text, its source. */
export function readMappings(mappings: string, made: Lines, source: Lines): { made: number[]; source: number[] } {
  const pairs: { made: number[]; source: number[] } = { made: [], source: [] };
  let madeLine = 1;
  let madeColumn = 0;
  let sourceLine = 0;
  let sourceColumn = 0;
  let fields: number[] = [];
  let value = 0;
  let shift = 0;
  const endSegment = () => {
    const [column, , line, from] = fields;
    fields = [];
    if (column === undefined) return;
    madeColumn += column;
    if (line === undefined || from === undefined) return;
    sourceLine += line;
    sourceColumn += from;
    pairs.made.push(made.offsetAt({ line: madeLine, column: madeColumn + 1 }));
    pairs.source.push(source.offsetAt({ line: sourceLine + 1, column: sourceColumn + 1 }));
  };
  for (const letter of mappings) {
    if (letter === "," || letter === ";") {
      endSegment();
      if (letter === ";") {
        madeLine += 1;
        madeColumn = 0;
      }
      continue;
    }
    const digit = digits.indexOf(letter);
    value |= (digit & 31) << shift;
    shift += 5;
    if ((digit & 32) !== 0) continue;
    fields.push((value & 1) === 1 ? -(value >> 1) : value >> 1);
    value = 0;
    shift = 0;
  }
  endSegment();
  return pairs;
}

/**
 * Returns a function that maps offsets in `made` to `source`. After a mapped position, offsets continue as long as the
 * texts are equal.
 */
export function mapBySource(mappings: string, made: string, source: string): (offset: number) => number {
  const pairs = readMappings(mappings, new Lines(made), new Lines(source));
  return (offset) => {
    let low = 0;
    let high = pairs.made.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((pairs.made[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const from = pairs.made[low] ?? 0;
    const to = pairs.source[low] ?? 0;
    let run = 0;
    while (from + run < offset && made[from + run] === source[to + run]) run += 1;
    return to + run;
  };
}
