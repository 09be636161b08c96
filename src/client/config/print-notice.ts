/** Messages of the library to the user. They go to stderr, so that piped stdout contains only results. */
import process from "node:process";
import { writeWrapped } from "../../base/text/prose.js";
import { hostContext } from "../../domain/display/host-context.js";

/** Shows a message: by the host's `note` in the prompt and the kernel, otherwise on stderr. */
export function printNotice(text: string): void {
  const { note } = hostContext();
  if (note === undefined) writeWrapped(process.stderr, text);
  else note(text);
}
