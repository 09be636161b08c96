/** Lines of the library's own for whoever runs it: beside the output, so that a pipe stays clean. */
import process from "node:process";
import { ambient } from "../../domain/display/ambient.js";

/** Tells the user a line: as the host's note, in a plain script on stderr. */
export function tell(text: string): void {
  const { note } = ambient();
  if (note === undefined) process.stderr.write(`${text}\n`);
  else note(text);
}
