/** Lines of the library's own for whoever runs it: beside the output, so that a pipe stays clean. */
import process from "node:process";
import { hostContext } from "../../domain/display/host-context.js";

/** Tells the user a line: as the host's note, in a plain script on stderr. */
export function tell(text: string): void {
  const { note } = hostContext();
  if (note === undefined) process.stderr.write(`${text}\n`);
  else note(text);
}
