/** Shows results on the screen. Loads the renderer with the first result. */
import type { DisplayModel, TableModel } from "../../domain/display/display.js";
import type { CellError, Diagnostic } from "../../engine/session/cell.js";
import type { Screen } from "./screen.js";

// The maximum number of table rows shown at once.
const pageRows = 50;

/** Loads the renderer. */
export async function loadRender() {
  const [model, terminal, errors, markdown] = await Promise.all([
    import("../../render/model/model.js"),
    import("../../render/terminal/terminal.js"),
    import("../../render/model/error-model.js"),
    import("../../render/text/markdown.js"),
  ]);
  return { ...model, ...terminal, ...errors, ...markdown };
}

/** Shows results, and further rows of long tables on demand. */
export class Results {
  readonly #screen: Screen;
  readonly #color: boolean;
  /** The remaining rows of the last table. */
  #remainingRows: TableModel | undefined;

  constructor(screen: Screen, color: boolean) {
    this.#screen = screen;
    this.#color = color;
  }

  /** Whether the last table has more rows. */
  get hasMore(): boolean {
    return this.#remainingRows !== undefined;
  }

  /** Renders a model at the screen's width. */
  async draw(model: DisplayModel, maxRows = pageRows): Promise<string> {
    const { renderTerminal } = await loadRender();
    const { columns, rows: screenRows } = this.#screen;
    return this.#screen.drawable(renderTerminal(model, { columns, color: this.#color, maxRows, screenRows }));
  }

  /** Shows a value, or `shown` instead of it. Shows nothing for undefined. */
  async value(value: unknown, shown?: DisplayModel): Promise<void> {
    this.#remainingRows = undefined;
    if (value === undefined && shown === undefined) return;
    const { modelOf } = await loadRender();
    await this.model(shown ?? modelOf(value));
  }

  /** Shows a model, and keeps what did not fit for {@link more}. */
  async model(model: DisplayModel): Promise<void> {
    this.#remainingRows = rowsAfterFirstPage(model);
    this.#screen.printLines(await this.draw(model));
    if (this.#remainingRows !== undefined) {
      await this.say(`type "it" for the next ${Math.min(pageRows, this.#remainingRows.rows.length)}`);
    }
  }

  /** Shows the next page of the last table; returns false if there is none. */
  async more(): Promise<boolean> {
    if (this.#remainingRows === undefined) return false;
    await this.model(this.#remainingRows);
    return true;
  }

  /** Shows an error of `code`, limited to one screen. */
  async cellError(error: CellError, code: string, cell: string): Promise<void> {
    this.#remainingRows = undefined;
    const { cellErrorModel } = await loadRender();
    const model = cellErrorModel(error, code, cell);
    const text = await this.draw(model);
    const hint = model.hint ?? hintFor(error, isCut(text));
    this.#screen.printLines(hint === model.hint ? text : await this.draw({ ...model, hint }));
  }

  /** Shows an error outside of an entry's own flow, for example one thrown by a timer. */
  async uncaught(error: CellError): Promise<void> {
    const { cellErrorModel } = await loadRender();
    const model = cellErrorModel(error, "", "");
    this.#screen.printLines(await this.draw({ ...model, name: `Uncaught ${model.name}` }));
  }

  /** Shows an error of a dot command. */
  async error(message: string, hint?: string): Promise<void> {
    const model: DisplayModel = { kind: "error", name: "error", message };
    this.#screen.printLines(await this.draw(hint === undefined ? model : { ...model, hint }));
  }

  async warnings(warnings: readonly Diagnostic[]): Promise<void> {
    for (const { line, column, message } of warnings) {
      await this.say(`warning: ${message} (${line}:${column})`, "warning");
    }
  }

  /** Shows a message of the prompt. */
  async say(text: string, tone: "dim" | "warning" | "good" | "plain" = "dim"): Promise<void> {
    this.#screen.printLines(await this.draw({ kind: "text", text, tone }));
  }

  /** Shows markdown, for example a docstring. */
  async markdown(text: string): Promise<void> {
    const { renderMarkdown } = await loadRender();
    const columns = Math.min(this.#screen.columns, 100);
    this.#screen.printLines(this.#screen.drawable(renderMarkdown(text, { columns, color: this.#color })));
  }
}

/** Whether the text of an error says that it is not the whole error. */
function isCut(text: string): boolean {
  return /… (?:[\d,]+ )?more\b/.test(text);
}

/** Returns a hint for an error that has none; undefined if there is nothing more to see. */
function hintFor({ phase, diagnostics }: CellError, isCutError: boolean): string | undefined {
  if (phase === "parse") return "nothing was run; press Up to edit the entry";
  if (phase === "run") return isCutError ? "type _error for the whole error" : undefined;
  const isUnknownName = diagnostics.some(({ code }) => [2304, 2339, 2551, 2552].includes(code));
  return isUnknownName
    ? "nothing was run; press Tab to list the available names"
    : "nothing was run; press Up to edit the entry";
}

/** Returns the table without its first page; undefined if it fits on one page. */
function rowsAfterFirstPage(model: DisplayModel): TableModel | undefined {
  if (model.kind === "stack") return model.parts.map(rowsAfterFirstPage).findLast((rest) => rest !== undefined);
  if (model.kind !== "table" || model.rows.length <= pageRows) return undefined;
  return { ...model, rows: model.rows.slice(pageRows) };
}
