/** What a notebook is: cells and their outputs, in the words of nbformat 4. */

/** A JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** A notebook; text that a file keeps as lines is whole here. */
export interface Notebook {
  readonly cells: readonly Cell[];
  readonly metadata: JsonObject;
}

interface CellBase {
  readonly id: string;
  readonly metadata: JsonObject;
  readonly source: string;
  readonly attachments?: JsonObject;
}

/** A cell that is run. */
export interface CodeCell extends CellBase {
  readonly cell_type: "code";
  readonly execution_count: number | null;
  readonly outputs: readonly Output[];
}

/** A cell of prose. */
export interface TextCell extends CellBase {
  readonly cell_type: "markdown" | "raw";
}

/** One cell of a notebook. */
export type Cell = CodeCell | TextCell;

/** What a cell left: as Jupyter's messages tell it, without what is only of the moment. */
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

/** The tags of a cell. */
export function tagsOf({ metadata }: Cell): readonly string[] {
  return Array.isArray(metadata.tags) ? metadata.tags.filter((tag) => typeof tag === "string") : [];
}

/** Whether `value` is a JSON object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
