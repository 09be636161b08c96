/** A pipe whose reader has gone, as in `slylab … | head`: nobody wants more, so the process ends and says nothing. */
import process from "node:process";

/** Node's codes for a stream that nobody reads any more; the last is a terminal that was closed. */
const closed: ReadonlySet<unknown> = new Set(["EPIPE", "ERR_STREAM_DESTROYED", "EIO"]);

let isListening = false;

/** Ends the process when stdout or stderr was closed by its reader. Code that listens for the error itself decides instead. */
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

/** Lets a process that others talk to go on when nobody reads what it writes. */
export function ignoreClosedPipes(): void {
  if (isListening) return;
  isListening = true;
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
}

/** Ends the process where a write just failed so: a loop that never pauses would not hear of it. */
export function endIfClosed(stream: NodeJS.WriteStream): void {
  if (!isListening || stream.errored === null) return;
  if (closed.has(codeOf(stream.errored)) && stream.listenerCount("error") === 1) process.exit();
}

function codeOf(error: Error): unknown {
  return "code" in error ? error.code : undefined;
}
