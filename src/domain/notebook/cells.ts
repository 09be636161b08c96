/** Notebooks, cells and outputs, with the names of nbformat 4. */

/** A JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** A notebook. Multiline strings, which files store as lists of lines, are single strings. */
export interface Notebook {
  readonly cells: readonly NotebookCell[];
  readonly metadata: JsonObject;
}

interface CellBase {
  readonly id: string;
  readonly metadata: JsonObject;
  readonly source: string;
  readonly attachments?: JsonObject;
}

/** A code cell. */
export interface CodeCell extends CellBase {
  readonly cell_type: "code";
  readonly execution_count: number | null;
  readonly outputs: readonly Output[];
}

/** A markdown or raw cell. */
export interface TextCell extends CellBase {
  readonly cell_type: "markdown" | "raw";
}

/** A cell of a notebook. */
export type NotebookCell = CodeCell | TextCell;

/** An output of a cell, as in Jupyter's messages without transient data. */
export type Output =
  | { readonly output_type: "stream"; readonly name: string; readonly text: string }
  | { readonly output_type: "display_data"; readonly data: JsonObject; readonly metadata: JsonObject }
  | {
      readonly output_type: "execute_result";
      readonly data: JsonObject;
      readonly metadata: JsonObject;
      readonly execution_count: number | null;
    }
  | {
      readonly output_type: "error";
      readonly ename: string;
      readonly evalue: string;
      readonly traceback: readonly string[];
    };

/** Returns the texts of the code cells. */
export function codeOf({ cells }: Notebook): string[] {
  return cells.flatMap((cell) => (cell.cell_type === "code" ? [cell.source] : []));
}

/** Returns the tags of a cell. */
export function tagsOf({ metadata }: NotebookCell): readonly string[] {
  return textsOf(metadata.tags);
}

/** Returns the texts of a list; empty for any other value. */
export function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}
