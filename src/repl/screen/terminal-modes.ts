/** Terminal modes of the prompt; they are restored however the process ends. */
import process from "node:process";
import type { ReplInput, ReplOutput } from "../options.js";

// Bracketed paste mode.
const pasteMarks = { on: "\x1b[?2004h", off: "\x1b[?2004l" };
const endSignals = ["SIGTERM", "SIGHUP"] as const;

/** Enables bracketed paste; written with the prompt. */
export const pasteMarksOn = pasteMarks.on;

/**
 * Switches the terminal to raw mode. The returned function restores it, as do SIGTERM, SIGHUP and `process.exit`;
 * otherwise the shell would show `^[[200~` around pasted text.
 */
export function enterRawMode(input: ReplInput, output: ReplOutput): () => void {
  input.setRawMode?.(true);
  let isRaw = true;
  const restore = () => {
    if (!isRaw) return;
    isRaw = false;
    process.off("exit", restore);
    for (const signal of endSignals) process.off(signal, onSignal);
    output.write(pasteMarks.off);
    input.setRawMode?.(false);
  };
  const onSignal = (signal: NodeJS.Signals) => {
    try {
      restore();
    } finally {
      // Ends the process unless it has other listeners.
      process.kill(process.pid, signal);
    }
  };
  process.once("exit", restore);
  for (const signal of endSignals) process.once(signal, onSignal);
  return restore;
}
