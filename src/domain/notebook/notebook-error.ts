import { type Displayable, display, type ErrorModel } from "../display/display.js";

/** A notebook that cannot be read or run. Names the file, and the cell if there is one. */
export class NotebookError extends Error implements Displayable {
  override readonly name = "NotebookError";
  readonly file: string;
  readonly hint: string | undefined;

  constructor(file: string, problem: string, hint?: string) {
    super(`${file}: ${problem}`);
    this.file = file;
    this.hint = hint;
  }

  [display](): ErrorModel {
    const model: ErrorModel = { kind: "error", name: this.name, message: this.message };
    return this.hint === undefined ? model : { ...model, hint: this.hint };
  }
}
