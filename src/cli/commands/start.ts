/** `slylab start`: runs the labeling-jobs tutorial cell by cell, then opens the prompt. */
import process from "node:process";
import { packageFile } from "../../base/files/package-file.js";
import { preferLocal } from "../../default-instance.js";
import type { Notebook } from "../../domain/notebook/cells.js";
import type { CellResult, Session } from "../../engine/session/cell.js";
import { readNotebook } from "../../notebook/format/notebook-file.js";
import { cellErrorModel } from "../../render/model/error-model.js";
import { modelOf } from "../../render/model/model.js";
import { terminalPaint } from "../../render/terminal/color.js";
import { drawable } from "../../render/terminal/glyphs.js";
import { highlightCode } from "../../render/text/highlight.js";
import { renderMarkdown } from "../../render/text/markdown.js";
import { openCliSession } from "../support/session.js";
import { TerminalHost } from "../support/terminal-host.js";

const walkthrough = packageFile("notebooks/01-labeling-jobs.ipynb");

/**
 * Runs the tutorial's notebook on the local instance; returns the exit code. On a terminal the prompt opens afterwards,
 * with the tutorial's variables.
 */
export async function start(): Promise<number> {
  preferLocal();
  const notebook = await readNotebook(walkthrough);
  const session = openCliSession();
  session.warmUp();
  const failed = await play(notebook, session, new TerminalHost());
  if (failed || !process.stdin.isTTY || !process.stdout.isTTY) {
    await session.close();
    return failed ? 1 : 0;
  }
  const { repl } = await import("./repl.js");
  return repl({
    session,
    banner: "Variables of the walkthrough: jobs, meta, campaign. .help shows help.",
  });
}

/** Runs the notebook's cells in order; returns true if one failed, which ends the walkthrough. */
async function play(notebook: Notebook, session: Session, terminal: TerminalHost): Promise<boolean> {
  for (const cell of notebook.cells) {
    if (cell.cell_type === "markdown") {
      const text = renderMarkdown(cell.source, { columns: terminal.columns, color: terminal.color });
      process.stdout.write(`${process.stdout.isTTY ? drawable(text) : text}\n\n`);
      continue;
    }
    if (cell.cell_type !== "code") continue;
    process.stdout.write(`${listing(cell.source, terminal)}\n\n`);
    const result = await session.evaluate(cell.source, terminal.cellOptions());
    terminal.closeTrace();
    if (!report(result, cell.source, terminal)) return true;
    process.stdout.write("\n");
  }
  return false;
}

/** Returns the code with a bar at its left, to distinguish it from output. */
function listing(code: string, { color }: TerminalHost): string {
  const paint = terminalPaint(color);
  return highlightCode(code, paint)
    .split("\n")
    .map((line) => `${paint("dim", process.stdout.isTTY ? drawable("│") : "│")} ${line}`)
    .join("\n");
}

/** Shows a cell's result; returns false if it did not succeed. */
function report(result: CellResult, code: string, terminal: TerminalHost): boolean {
  switch (result.status) {
    case "ok":
      if (result.shown !== undefined) terminal.print(result.shown);
      else if (result.value !== undefined) terminal.print(modelOf(result.value));
      return true;
    case "error":
      terminal.printError(cellErrorModel(result.error, code, "the walkthrough"));
      return false;
    case "interrupted":
      terminal.printError({ kind: "text", text: "interrupted", tone: "warning" });
      return false;
    case "exited":
      return false;
  }
}
