/** Handles output pipes that the reader has closed, as in `slylab … | head`: the process exits silently. */
import process from "node:process";

/** Node's error codes of a closed pipe or terminal. */
const closed: ReadonlySet<unknown> = new Set(["EPIPE", "ERR_STREAM_DESTROYED", "EIO"]);

let isListening = false;

/** Exits when the reader has closed stdout or stderr. Code with its own error listener decides itself. */
export function endOnClosedPipes(): void {
  if (isListening) return;
  isListening = true;
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (stream.listenerCount("error") > 1) return;
      if (closed.has(error.code)) process.exit();
      throw error;
    });
  }
}

/** Continues when nobody reads the output, for processes with other clients. */
export function ignoreClosedPipes(): void {
  if (isListening) return;
  isListening = true;
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
}

/** Exits if a write has just failed, since code in a busy loop would not receive the event. */
export function endIfClosed(stream: NodeJS.WriteStream): void {
  if (!isListening || stream.errored === null) return;
  if (closed.has(codeOf(stream.errored)) && stream.listenerCount("error") === 1) process.exit();
}

function codeOf(error: Error): unknown {
  return "code" in error ? error.code : undefined;
}
