/** Captures the process's output streams for the cell that writes. */
import { StringDecoder } from "node:string_decoder";
import type { OutputSink } from "../session/cell.js";

/** The file names of cells' scripts begin with it. */
export const scriptScheme = "slylab-cell:";

type Stream = "stdout" | "stderr";
type StreamWrite = typeof process.stdout.write;

const direct = new WeakMap<NodeJS.WriteStream, StreamWrite>();

/**
 * Returns a view of the stream that writes to the terminal, bypassing the capture. Works before and after a session is
 * opened.
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
  readonly #decoders: StreamText[] = [];
  #isInSink = false;

  readonly #withUserPlaces: (text: string) => string;

  /**
   * `sinkOf` returns the sink for the current output; undefined writes it to the stream. `withUserPlaces` replaces names
   * of cells' scripts in the output of `node:test`.
   */
  constructor(sinkOf: () => OutputSink | undefined, withUserPlaces: (text: string) => string = (text) => text) {
    this.#sinkOf = sinkOf;
    this.#withUserPlaces = withUserPlaces;
    this.#capture(process.stdout, "stdout");
    this.#capture(process.stderr, "stderr");
  }

  #capture(stream: NodeJS.WriteStream, name: Stream): void {
    const ownWrite = Object.getOwnPropertyDescriptor(stream, "write");
    const write = stream.write;
    const decoder = new StreamText(name);
    this.#decoders.push(decoder);
    direct.set(stream, write);
    const captured = (written: string | Uint8Array, ...rest: unknown[]): boolean => {
      const chunk = this.#placed(written);
      // A sink may write to the stream itself, which means the terminal.
      const sink = this.#isInSink ? undefined : this.#sinkOf();
      if (sink === undefined) return Reflect.apply(write, stream, [chunk, ...rest]);
      this.#isInSink = true;
      try {
        if (sink.pass !== undefined) return sink.pass(name, [chunk, ...rest]);
        decoder.write(sink, chunk, typeof rest[0] === "string" && Buffer.isEncoding(rest[0]) ? rest[0] : undefined);
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
      if (ownWrite === undefined) Reflect.deleteProperty(stream, "write");
      else Object.defineProperty(stream, "write", ownWrite);
    });
  }

  #placed(chunk: string | Uint8Array): string | Uint8Array {
    if (typeof chunk === "string")
      return chunk.includes(scriptScheme) && isTesting() ? this.#withUserPlaces(chunk) : chunk;
    if (!(chunk instanceof Uint8Array)) return chunk;
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (!bytes.includes(scriptScheme) || !isTesting()) return chunk;
    // One character per byte, so that invalid UTF-8 is unchanged.
    const letters = bytes.toString("latin1");
    return Buffer.from(
      letters.replace(/slylab-cell:[\d:]*\d/g, (place) => Buffer.from(this.#withUserPlaces(place)).toString("latin1")),
      "latin1",
    );
  }

  /** Called at the end of a cell: shows incomplete characters as replacement characters. */
  flush(): void {
    for (const decoder of this.#decoders) decoder.end();
  }

  /** Called after a cell was terminated, possibly inside of a sink. */
  recover(): void {
    this.#isInSink = false;
  }

  release(): void {
    for (const restore of this.#restore.splice(0)) restore();
  }
}

/** The bytes of one stream as text: a character may be split over two writes. */
class StreamText {
  readonly #name: Stream;
  #decoder = new StringDecoder("utf8");
  #sink: OutputSink | undefined;

  constructor(name: Stream) {
    this.#name = name;
  }

  write(sink: OutputSink, chunk: string | Uint8Array, encoding: BufferEncoding | undefined): void {
    if (sink !== this.#sink) this.end();
    this.#sink = sink;
    const isText = typeof chunk === "string" && (encoding === undefined || /^utf-?8$/i.test(encoding));
    // Text in another encoding, such as `hex`, stands for bytes.
    const bytes = isText ? undefined : typeof chunk === "string" ? Buffer.from(chunk, encoding) : Buffer.from(chunk);
    const text = bytes === undefined ? this.#decoder.end() + String(chunk) : this.#decoder.write(bytes);
    if (text !== "") sink.write(this.#name, text);
  }

  end(): void {
    const rest = this.#decoder.end();
    if (rest !== "") this.#sink?.write(this.#name, rest);
  }
}

/** Whether `node:test`, which prints V8's names of scripts, is loaded. All other output stays as it was written. */
function isTesting(): boolean {
  const loaded: unknown = Reflect.get(process, "moduleLoadList");
  return Array.isArray(loaded) && loaded.includes("NativeModule internal/test_runner/harness");
}
