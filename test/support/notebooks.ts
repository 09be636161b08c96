/** Small notebooks for tests. */
import type { CodeCell, Notebook, NotebookCell } from "../../src/domain/notebook/cells.js";

let made = 0;

/** A code cell that did not run yet. */
export function codeCell(source: string, parts: Partial<CodeCell> = {}): CodeCell {
  made += 1;
  return { cell_type: "code", id: `cell-${made}`, metadata: {}, source, outputs: [], execution_count: null, ...parts };
}

/** A code cell with tags. */
export function taggedCell(source: string, ...tags: string[]): CodeCell {
  return codeCell(source, { metadata: { tags } });
}

/** A notebook without metadata. */
export function notebookOf(...cells: NotebookCell[]): Notebook {
  return { cells, metadata: {} };
}
