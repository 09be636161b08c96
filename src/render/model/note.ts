/** Lines of our own that are no output of the user's code: what to know, and no fault. */
import process from "node:process";
import { type Displayable, display } from "../../domain/display/display.js";
import { hostContext } from "../../domain/display/host-context.js";
import { mimeBundle } from "../html/mime.js";
import { runningTslab, showInTslab } from "../html/tslab-host.js";

/**
 * Tells the user `text` apart from the output: on stderr, so that a pipe stays clean; in a notebook as a dim line, since
 * JupyterLab draws stderr as a failure.
 */
export function tellNote(text: string): void {
  const host = hostContext().note;
  if (host !== undefined) {
    host(text);
    return;
  }
  const tslab = runningTslab();
  if (tslab === undefined) process.stderr.write(`${text}\n`);
  else showInTslab(tslab, mimeBundle(noteOf(text)));
}

/** A line of ours as a value that can be shown. */
export function noteOf(text: string): Displayable {
  return { [display]: () => ({ kind: "text", text, tone: "dim" }) };
}
