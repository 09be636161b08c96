/** Handles output that cannot be written: pipes that the reader has closed, as in `slylab … | head`, and full disks. */
import { writeSync } from "node:fs";
import process from "node:process";
import { errorCode } from "../../base/error-code.js";
import { fileErrorText } from "../../domain/file-error.js";
import { isPlainError } from "../../engine/output/plain-error.js";

/** Node's error codes of a closed pipe or terminal. */
const closed: ReadonlySet<unknown> = new Set(["EPIPE", "ERR_STREAM_DESTROYED", "EIO"]);

let isListening = false;

/** Errors of stdout and stderr, which the code may throw again, for example by awaiting a `pipeline`. */
const outputErrors = new WeakSet<Error>();

/**
 * Exits silently when the reader has closed stdout or stderr, and with an error when they cannot be written, for example to
 * a full disk. Code with its own error listener decides itself.
 */
export function endOnClosedPipes(): void {
  if (isListening) return;
  isListening = true;
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      outputErrors.add(error);
      if (hasOwnListener(stream)) return;
      if (closed.has(error.code)) process.exit();
      endUnwritable(stream, error);
    });
  }
}

/** Continues when the output is no longer read, for processes with other clients. */
export function ignoreClosedPipes(): void {
  if (isListening) return;
  isListening = true;
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
}

/** Exits if a write has just failed, since code in a busy loop would not receive the event. */
export function endIfClosed(stream: NodeJS.WriteStream): void {
  if (!isListening || stream.errored === null) return;
  if (closed.has(errorCode(stream.errored)) && !hasOwnListener(stream)) process.exit();
}

/** Exits if an error that the code did not catch only means that the output is closed, for it or for a child process. */
export function endIfFromClosed(thrown: unknown): void {
  if (!isListening || !isPlainError(thrown)) return;
  const isOfStream = outputErrors.has(thrown) && closed.has(errorCode(thrown));
  // `fs.writeSync(1, …)` has the message of fs; a broken socket has another one.
  const isOfFile = errorCode(thrown) === "EPIPE" && thrown.message.startsWith("EPIPE:");
  // Ended by SIGPIPE, or by a shell whose command was ended by it.
  const isOfChild =
    ("signal" in thrown && thrown.signal === "SIGPIPE") || ("status" in thrown && thrown.status === 141);
  if (isOfStream || isOfFile || isOfChild) process.exit();
}

function endUnwritable(stream: NodeJS.WriteStream, error: Error): never {
  const name = stream === process.stdout ? "standard output" : "standard error";
  try {
    writeSync(process.stderr.fd, `slylab: ${name} cannot be written: ${fileErrorText(error)}\n`);
  } catch {
    // Standard error cannot be written either.
  }
  process.exit(1);
}

/**
 * Whether the code listens for errors of the stream. Each stream that is piped into it, for example that of a thread,
 * adds one listener.
 */
function hasOwnListener(stream: NodeJS.WriteStream): boolean {
  return stream.listenerCount("error") - stream.listenerCount("unpipe") > 1;
}
