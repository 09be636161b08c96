/** Messages of the library to the user, apart from the output, so that pipes stay clean. */
import process from "node:process";
import { writeProse } from "../../base/prose.js";
import { hostContext } from "../../domain/display/host-context.js";

/** Shows a line: as a note of the host, or on stderr in a plain script. */
export function printNotice(text: string): void {
  const { note } = hostContext();
  if (note === undefined) writeProse(process.stderr, text);
  else note(text);
}
