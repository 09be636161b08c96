/** Offsets, lines and columns of texts, and mapping by source maps. */
import { SourceMap } from "node:module";

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

/**
 * Returns a function that maps offsets in `made` to `source`. After a mapped position, offsets continue as long as the
 * texts are equal.
 */
export function mapBySource(mappings: string, generated: string, source: string): (offset: number) => number {
  const map = new SourceMap({
    version: 3,
    file: "",
    sources: [""],
    sourcesContent: [],
    names: [],
    mappings,
    sourceRoot: "",
  });
  const generatedLines = new Lines(generated);
  const sourceLines = new Lines(source);
  return (offset) => {
    const { line, column } = generatedLines.positionAt(offset);
    const entry = map.findEntry(line - 1, column - 1);
    // Before the first mapping.
    if (!("originalLine" in entry)) return 0;
    const from = generatedLines.offsetAt({ line: entry.generatedLine + 1, column: entry.generatedColumn + 1 });
    const to = sourceLines.offsetAt({ line: entry.originalLine + 1, column: entry.originalColumn + 1 });
    let run = 0;
    while (from + run < offset && generated[from + run] === source[to + run]) run += 1;
    return to + run;
  };
}
