/** What an entry came to, on the screen. Loads what draws when there is something to draw. */
import type { DisplayModel, TableModel } from "../../domain/display/display.js";
import type { CellError, Diagnostic } from "../../engine/session/cell.js";
import type { Screen } from "./screen.js";

// As many rows of a table as are shown at once.
const pageRows = 50;

/** Loads what draws, once for all. */
export async function loadRender() {
  const [model, terminal, errors, markdown] = await Promise.all([
    import("../../render/model/model.js"),
    import("../../render/terminal/terminal.js"),
    import("../../render/model/error-model.js"),
    import("../../render/text/markdown.js"),
  ]);
  return { ...model, ...terminal, ...errors, ...markdown };
}

/** Shows results, and the rest of a long table on demand. */
export class Results {
  readonly #screen: Screen;
  readonly #color: boolean;
  /** The rows of the last table that were not shown. */
  #rest: TableModel | undefined;

  constructor(screen: Screen, color: boolean) {
    this.#screen = screen;
    this.#color = color;
  }

  /** Whether the last table goes on. */
  get hasMore(): boolean {
    return this.#rest !== undefined;
  }

  /** The text of a model, at the screen's width. */
  async draw(model: DisplayModel, maxRows = pageRows): Promise<string> {
    const { renderTerminal } = await loadRender();
    return this.#screen.drawable(renderTerminal(model, { columns: this.#screen.columns, color: this.#color, maxRows }));
  }

  /** Shows a value by its model; `shown` in its place. Nothing is shown of undefined. */
  async value(value: unknown, shown?: DisplayModel): Promise<void> {
    this.#rest = undefined;
    if (value === undefined && shown === undefined) return;
    const { modelOf } = await loadRender();
    await this.model(shown ?? modelOf(value));
  }

  /** Shows a model, and keeps what did not fit for {@link more}. */
  async model(model: DisplayModel): Promise<void> {
    this.#rest = restOf(model);
    this.#screen.printLines(await this.draw(model));
    if (this.#rest !== undefined) {
      await this.say(`type "it" for the next ${Math.min(pageRows, this.#rest.rows.length)}`);
    }
  }

  /** Shows the next page of the last table; false when there is none. */
  async more(): Promise<boolean> {
    if (this.#rest === undefined) return false;
    await this.model(this.#rest);
    return true;
  }

  /** Shows what went wrong with `code`; at most a screen. */
  async fault(error: CellError, code: string, cell: string): Promise<void> {
    this.#rest = undefined;
    const { faultModel } = await loadRender();
    const model = faultModel(error, code, cell);
    this.#screen.printLines(await this.draw({ ...model, hint: model.hint ?? hintFor(error) }));
  }

  /** Shows an error of ours, as of a dot command. */
  async error(message: string, hint?: string): Promise<void> {
    const model: DisplayModel = { kind: "error", name: "error", message };
    this.#screen.printLines(await this.draw(hint === undefined ? model : { ...model, hint }));
  }

  async warnings(warnings: readonly Diagnostic[]): Promise<void> {
    for (const { line, column, message } of warnings) {
      await this.say(`warning: ${message} (${line}:${column})`, "warning");
    }
  }

  /** Says a line of our own. */
  async say(text: string, tone: "dim" | "warning" | "good" | "plain" = "dim"): Promise<void> {
    this.#screen.printLines(await this.draw({ kind: "text", text, tone }));
  }

  /** Shows a docstring or another text in markdown. */
  async markdown(text: string): Promise<void> {
    const { renderMarkdown } = await loadRender();
    const columns = Math.min(this.#screen.columns, 100);
    this.#screen.printLines(this.#screen.drawable(renderMarkdown(text, { columns, color: this.#color })));
  }
}

/** What to do about a fault that does not say so itself. */
function hintFor({ phase, diagnostics }: CellError): string {
  if (phase === "parse") return "nothing of it ran; UP gives it back";
  if (phase === "run") return "_error has it whole";
  const isUnknownName = diagnostics.some(({ code }) => [2304, 2339, 2551, 2552].includes(code));
  return isUnknownName ? "nothing of it ran; TAB shows what there is" : "nothing of it ran; UP gives it back";
}

/** The table of `model` without its first page; undefined when one page holds it all. */
function restOf(model: DisplayModel): TableModel | undefined {
  if (model.kind === "stack") return model.parts.map(restOf).findLast((rest) => rest !== undefined);
  if (model.kind !== "table" || model.rows.length <= pageRows) return undefined;
  return { ...model, rows: model.rows.slice(pageRows) };
}
