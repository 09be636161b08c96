/** Captures output that belongs to no entry, for example Node's warnings, so that it does not disturb the edited line. */
import process from "node:process";

type StreamWrite = typeof process.stdout.write;

/** Captures writes to the process's streams outside of entries. */
export class StrayOutput {
  /** Whether the prompt itself is writing. */
  #isOurs = false;
  #restore: (() => void)[] = [];

  /** Passes captured output to `print` until {@link release}. */
  catch(print: (text: string) => void): void {
    this.#restore = [process.stdout, process.stderr].map((stream) => this.#catchOf(stream, print));
  }

  /** Runs `work`, whose writes are not captured. */
  pass<T>(work: () => T): T {
    const before = this.#isOurs;
    this.#isOurs = true;
    try {
      return work();
    } finally {
      this.#isOurs = before;
    }
  }

  release(): void {
    for (const restore of this.#restore.splice(0)) restore();
  }

  #catchOf(stream: NodeJS.WriteStream, print: (text: string) => void): () => void {
    const ownWrite = Object.getOwnPropertyDescriptor(stream, "write");
    const write: StreamWrite = stream.write;
    stream.write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
      if (this.#isOurs) return Reflect.apply(write, stream, [chunk, ...rest]);
      this.pass(() => print(typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8")));
      const done = rest.at(-1);
      if (typeof done === "function") process.nextTick(done);
      return true;
    };
    return () => {
      if (ownWrite === undefined) Reflect.deleteProperty(stream, "write");
      else Object.defineProperty(stream, "write", ownWrite);
    };
  }
}
