/** Writes text for people: on a terminal, wrapped to its width. */

/** The output stream of {@link writeWrapped}; `columns` is undefined if it is not a terminal. */
export interface ProseStream {
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

/** Writes `text` and a newline to a stream. On a terminal, lines are broken between words to fit its width. */
export function writeWrapped(stream: ProseStream, text: string): void {
  const { columns } = stream;
  const lines = text.split("\n").flatMap((line) => (columns ? wrapWords(line, columns) : [line]));
  stream.write(`${lines.join("\n")}\n`);
}

/** Breaks a line at spaces into lines of at most `columns` letters; a longer word, such as a path, is not broken. */
export function wrapWords(line: string, columns: number): string[] {
  if (line.length <= columns) return [line];
  const indent = /^ */.exec(line)?.[0] ?? "";
  const lines: string[] = [];
  let current = "";
  for (const word of line.trimStart().split(" ")) {
    if (current !== "" && `${indent}${current} ${word}`.length > columns) {
      lines.push(indent + current);
      current = word;
    } else {
      current = current === "" ? word : `${current} ${word}`;
    }
  }
  return [...lines, indent + current];
}
