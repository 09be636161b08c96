import { readSync } from "node:fs";
import type { Header, StreamName } from "../requests/messages.js";
import type { ToWorker } from "../wire/worker-messages.js";
import { type OutputPipe, openPipes } from "./pipes.js";
import type { ChildOutput } from "./redirect.js";

/** The default capacity of a pipe, in bytes. */
const pipeSize = 65_536;

/**
 * The pipes that child processes of cells inherit as stdout and stderr. The sockets' thread reads them, even while a
 * cell blocks this thread. Created when the first child inherits a stream.
 */
export class ChildPipes implements ChildOutput {
  readonly #post: (message: ToWorker) => void;
  readonly #flush: () => void;
  #pipes: readonly [OutputPipe, OutputPipe] | undefined;
  #isOpened = false;
  #owner: Header | undefined;

  /** `flush` sends the cell's pending output. */
  constructor(post: (message: ToWorker) => void, flush: () => void) {
    this.#post = post;
    this.#flush = flush;
  }

  /** Sets the request to which output of children is attributed; undefined drops it. */
  setOwner(owner: Header | undefined): void {
    this.#owner = owner;
    if (this.#pipes !== undefined) this.#post({ kind: "children", owner });
  }

  before(): void {
    this.#flush();
  }

  descriptors(): readonly [stdout: number, stderr: number] | undefined {
    if (!this.#isOpened) this.#open();
    return this.#pipes === undefined ? undefined : [this.#pipes[0].write, this.#pipes[1].write];
  }

  /** Forwards the children's output that the sockets' thread has not read yet, so that it precedes later output. */
  after(): void {
    const [stdout, stderr] = this.#pipes ?? [];
    if (stdout === undefined || stderr === undefined) return;
    this.#forward("stdout", stdout);
    this.#forward("stderr", stderr);
  }

  #open(): void {
    this.#isOpened = true;
    this.#pipes = openPipes();
    if (this.#pipes === undefined) return;
    const [stdout, stderr] = this.#pipes;
    this.#post({ kind: "pipes", stdout: stdout.read, stderr: stderr.read });
    this.#post({ kind: "children", owner: this.#owner });
  }

  // Reads once: a child in the background may write endlessly.
  #forward(name: StreamName, { read }: OutputPipe): void {
    const bytes = Buffer.allocUnsafe(pipeSize);
    const count = readNow(read, bytes);
    if (count > 0) this.#post({ kind: "bytes", name, bytes: bytes.subarray(0, count) });
  }
}

/** Returns the number of bytes read; 0 if the pipe is empty. */
function readNow(descriptor: number, bytes: Buffer): number {
  try {
    return readSync(descriptor, bytes);
  } catch {
    return 0;
  }
}
