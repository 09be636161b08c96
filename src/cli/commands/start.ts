/** `slylab start`: the walkthrough of the labeling-jobs tutorial, cell by cell, and then the prompt. */
import process from "node:process";
import { packageFile } from "../../base/package-file.js";
import { preferLocal } from "../../default-instance.js";
import type { CellResult, Session } from "../../engine/session/cell.js";
import type { Notebook } from "../../notebook/format/cells.js";
import { readNotebook } from "../../notebook/format/format.js";
import { faultModel } from "../../render/model/error-model.js";
import { modelOf } from "../../render/model/model.js";
import { inkFor } from "../../render/terminal/color.js";
import { drawable } from "../../render/terminal/glyphs.js";
import { highlightCode } from "../../render/text/highlight.js";
import { renderMarkdown } from "../../render/text/markdown.js";
import { openCliSession } from "../support/session.js";
import { TerminalHost } from "../support/terminal-host.js";

const walkthrough = packageFile("notebooks/01-labeling-jobs.ipynb");

/**
 * Walks through the tutorial's notebook on the local instance and gives the exit code. On a terminal the prompt opens
 * afterwards, with the walkthrough's variables alive.
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
    banner: "The walkthrough's variables are here: jobs, meta, campaign. .help tells more.",
  });
}

/** Runs the notebook's cells in their order; true when one failed, which ends the walk. */
async function play(notebook: Notebook, session: Session, stage: TerminalHost): Promise<boolean> {
  for (const cell of notebook.cells) {
    if (cell.cell_type === "markdown") {
      const text = renderMarkdown(cell.source, { columns: stage.columns, color: stage.color });
      process.stdout.write(`${process.stdout.isTTY ? drawable(text) : text}\n\n`);
      continue;
    }
    if (cell.cell_type !== "code") continue;
    process.stdout.write(`${listing(cell.source, stage)}\n\n`);
    const result = await session.evaluate(cell.source, stage.lent());
    stage.settle();
    if (!report(result, cell.source, stage)) return true;
    process.stdout.write("\n");
  }
  return false;
}

/** The code with a bar at its left, so that it is told from what it prints. */
function listing(code: string, { color }: TerminalHost): string {
  const ink = inkFor(color);
  return highlightCode(code, ink)
    .split("\n")
    .map((line) => `${ink("dim", process.stdout.isTTY ? drawable("│") : "│")} ${line}`)
    .join("\n");
}

/** Shows what a cell came to; false when that is no success. */
function report(result: CellResult, code: string, stage: TerminalHost): boolean {
  switch (result.status) {
    case "ok":
      if (result.shown !== undefined) stage.print(result.shown);
      else if (result.value !== undefined) stage.print(modelOf(result.value));
      return true;
    case "error":
      stage.complain(faultModel(result.error, code, "the walkthrough"));
      return false;
    case "interrupted":
      stage.complain({ kind: "text", text: "interrupted", tone: "warning" });
      return false;
    case "exited":
      return false;
  }
}
