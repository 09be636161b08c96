import { readSync } from "node:fs";
import type { Header, StreamName } from "../requests/messages.js";
import type { ToWorker } from "../wire/link.js";
import { type OutputPipe, openPipes } from "./pipes.js";
import type { ChildOutput } from "./redirect.js";

/** What a pipe holds at most, unless somebody widened it. In bytes. */
const pipeSize = 65_536;

/**
 * The pipes that child processes of cells inherit as stdout and stderr. The sockets' thread reads them, also while a cell
 * blocks this one. They are made when the first child inherits a stream: most sessions start none.
 */
export class ChildPipes implements ChildOutput {
  readonly #tell: (told: ToWorker) => void;
  readonly #flush: () => void;
  #pipes: readonly [OutputPipe, OutputPipe] | undefined;
  #isOpened = false;
  #owner: Header | undefined;

  /** `flush` sends what the cell has written so far. */
  constructor(tell: (told: ToWorker) => void, flush: () => void) {
    this.#tell = tell;
    this.#flush = flush;
  }

  /** Says which request's output children write from now on; undefined: nobody sees it. */
  setOwner(owner: Header | undefined): void {
    this.#owner = owner;
    if (this.#pipes !== undefined) this.#tell({ kind: "children", owner });
  }

  before(): void {
    this.#flush();
  }

  descriptors(): readonly [stdout: number, stderr: number] | undefined {
    if (!this.#isOpened) this.#open();
    return this.#pipes === undefined ? undefined : [this.#pipes[0].write, this.#pipes[1].write];
  }

  /** Hands over what children have written and the sockets' thread has not read: it must not come after what follows. */
  after(): void {
    const [stdout, stderr] = this.#pipes ?? [];
    if (stdout === undefined || stderr === undefined) return;
    this.#hand("stdout", stdout);
    this.#hand("stderr", stderr);
  }

  #open(): void {
    this.#isOpened = true;
    this.#pipes = openPipes();
    if (this.#pipes === undefined) return;
    const [stdout, stderr] = this.#pipes;
    this.#tell({ kind: "pipes", stdout: stdout.read, stderr: stderr.read });
    this.#tell({ kind: "children", owner: this.#owner });
  }

  // Once and not until it is empty: a child in the background may write without end.
  #hand(name: StreamName, { read }: OutputPipe): void {
    const bytes = Buffer.allocUnsafe(pipeSize);
    const count = readNow(read, bytes);
    if (count > 0) this.#tell({ kind: "bytes", name, bytes: bytes.subarray(0, count) });
  }
}

/** How many bytes were there; 0 where a read would wait. */
function readNow(descriptor: number, bytes: Buffer): number {
  try {
    return readSync(descriptor, bytes);
  } catch {
    return 0;
  }
}
