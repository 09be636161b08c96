/** What the prompt asks of the terminal, and puts back however the process ends. */
import process from "node:process";
import type { ReplInput, ReplOutput } from "../options.js";

// Asks the terminal to mark what is pasted.
const pasteMarks = { on: "\x1b[?2004h", off: "\x1b[?2004l" };
const endings = ["SIGTERM", "SIGHUP"] as const;

/** What turns the marks of a paste on; written with the prompt. */
export const pasteMarksOn = pasteMarks.on;

/**
 * Takes over the keyboard: no echo, no line editing. The returned function gives the terminal back; so do SIGTERM,
 * SIGHUP and `process.exit`, after which the shell would otherwise show `^[[200~` around what is pasted.
 */
export function takeTerminal(input: ReplInput, output: ReplOutput): () => void {
  input.setRawMode?.(true);
  let isTaken = true;
  const restore = () => {
    if (!isTaken) return;
    isTaken = false;
    process.off("exit", restore);
    for (const signal of endings) process.off(signal, onSignal);
    output.write(pasteMarks.off);
    input.setRawMode?.(false);
  };
  const onSignal = (signal: NodeJS.Signals) => {
    try {
      restore();
    } finally {
      // Nobody else may want the signal: then it ends the process, as it would have without us.
      process.kill(process.pid, signal);
    }
  };
  process.once("exit", restore);
  for (const signal of endings) process.once(signal, onSignal);
  return restore;
}
