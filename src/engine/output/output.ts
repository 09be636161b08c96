/** Takes what is written to the process's streams and gives it to the cell that wrote it. */
import type { OutputSink } from "../session/cell.js";

type Stream = "stdout" | "stderr";
type Write = typeof process.stdout.write;

const direct = new WeakMap<NodeJS.WriteStream, Write>();

/**
 * The stream as it is below the capture: what a front end writes to it reaches the terminal and is never taken for a
 * cell's. Everything else about it is the stream's own. Ask before or after a session opens; both give the same.
 */
export function directStream(stream: NodeJS.WriteStream): NodeJS.WriteStream {
  const front: NodeJS.WriteStream = Object.create(stream);
  const write = (...parts: unknown[]) => Reflect.apply(direct.get(stream) ?? stream.write, stream, parts);
  Object.defineProperty(front, "write", { value: write, writable: true, configurable: true });
  return front;
}

/** Captures both streams until {@link release}. */
export class OutputCapture {
  readonly #sinkOf: () => OutputSink | undefined;
  readonly #restore: (() => void)[] = [];
  #isInSink = false;

  /** `sinkOf` says whose output is written now; undefined lets it pass. */
  constructor(sinkOf: () => OutputSink | undefined) {
    this.#sinkOf = sinkOf;
    this.#capture(process.stdout, "stdout");
    this.#capture(process.stderr, "stderr");
  }

  #capture(stream: NodeJS.WriteStream, name: Stream): void {
    const own = Object.getOwnPropertyDescriptor(stream, "write");
    const write = stream.write;
    direct.set(stream, write);
    const captured = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
      // A sink may itself write to the stream: that is meant for the terminal.
      const sink = this.#isInSink ? undefined : this.#sinkOf();
      if (sink === undefined) return Reflect.apply(write, stream, [chunk, ...rest]);
      const encoding = typeof rest[0] === "string" && Buffer.isEncoding(rest[0]) ? rest[0] : undefined;
      this.#isInSink = true;
      try {
        sink.write(name, typeof chunk === "string" ? decode(chunk, encoding) : Buffer.from(chunk).toString("utf8"));
      } finally {
        this.#isInSink = false;
      }
      const done = rest.at(-1);
      if (typeof done === "function") process.nextTick(done);
      return true;
    };
    Object.defineProperty(stream, "write", { value: captured, writable: true, configurable: true });
    this.#restore.push(() => {
      direct.delete(stream);
      if (own === undefined) Reflect.deleteProperty(stream, "write");
      else Object.defineProperty(stream, "write", own);
    });
  }

  /** A cell was cut off, it may be within a sink: nothing of it comes to its end. */
  recover(): void {
    this.#isInSink = false;
  }

  release(): void {
    for (const restore of this.#restore.splice(0)) restore();
  }
}

/** Text written in `hex` or `base64` stands for bytes. */
function decode(text: string, encoding: BufferEncoding | undefined): string {
  if (encoding === undefined || encoding === "utf8" || encoding === "utf-8") return text;
  return Buffer.from(text, encoding).toString("utf8");
}
