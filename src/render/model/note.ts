/** Notes to the user that are not output of their code. */
import process from "node:process";
import { writeWrapped } from "../../base/text/prose.js";
import { type Displayable, display } from "../../domain/display/display.js";
import { hostContext } from "../../domain/display/host-context.js";
import { mimeBundle } from "../html/mime.js";
import { runningTslab, showInTslab } from "../html/tslab-host.js";

/**
 * Shows `text` to the user: on stderr, so that piped output stays clean; in a notebook as a dim line, since JupyterLab
 * shows stderr as a failure.
 */
export function showNote(text: string): void {
  const host = hostContext().note;
  if (host !== undefined) {
    host(text);
    return;
  }
  const tslab = runningTslab();
  if (tslab === undefined) writeWrapped(process.stderr, text);
  else showInTslab(tslab, mimeBundle(noteOf(text)));
}

/** Returns a note as a displayable value. */
export function noteOf(text: string): Displayable {
  return { [display]: () => ({ kind: "text", text, tone: "dim" }) };
}
