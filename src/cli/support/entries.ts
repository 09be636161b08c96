/** Standard input → entries, in order, each as soon as it is whole. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Completeness } from "../../engine/session/cell.js";
import { isBlank } from "../../repl/continuation.js";

// How long a whole entry waits for a line that may go on with it, when the writer is still there.
const patienceMs = 25;

/** Lines as they come, with a look ahead. */
class Lines {
  readonly #chunks: AsyncIterator<Buffer | string>;
  readonly #decoder = new TextDecoder();
  #text = "";
  #isEnded = false;
  #reading: Promise<void> | undefined;

  constructor(input: AsyncIterable<Buffer | string>) {
    this.#chunks = input[Symbol.asyncIterator]();
  }

  /** The next line without its end; undefined at the end of the input. */
  async next(): Promise<string | undefined> {
    while (!this.#isEnded && !this.#text.includes("\n")) await this.#read();
    const line = this.#ahead;
    if (line === undefined) return undefined;
    this.#text = this.#text.slice(line.length + 1);
    return line.replace(/\r$/, "");
  }

  /** The next line that holds code, if it comes soon. */
  async peek(): Promise<string | undefined> {
    const timeUp = sleep(patienceMs, true);
    for (;;) {
      const found = this.#lines().find((line) => !isBlank(line));
      if (found !== undefined || this.#isEnded) return found;
      if ((await Promise.race([this.#read(), timeUp])) === true) return undefined;
    }
  }

  #lines(): string[] {
    const lines = this.#text.split("\n");
    return this.#isEnded ? lines : lines.slice(0, -1);
  }

  get #ahead(): string | undefined {
    const end = this.#text.indexOf("\n");
    if (end !== -1) return this.#text.slice(0, end);
    return this.#isEnded && this.#text !== "" ? this.#text : undefined;
  }

  #read(): Promise<void> {
    this.#reading ??= this.#chunks.next().then(({ done, value }) => {
      this.#reading = undefined;
      if (done === true) {
        this.#isEnded = true;
        this.#text += this.#decoder.decode();
      } else this.#text += typeof value === "string" ? value : this.#decoder.decode(value, { stream: true });
    });
    return this.#reading;
  }
}

/**
 * The entries of `input`: lines until they are whole. A line that could not stand alone goes on with the entry before it,
 * as `.create()` or `else {` do. What never becomes whole is the last entry.
 */
export async function* entriesOf(
  input: AsyncIterable<Buffer | string>,
  completeness: (code: string) => Completeness,
): AsyncGenerator<string> {
  const lines = new Lines(input);
  const statusOf = (code: string) => completeness(code).status;
  let entry = "";
  for (let line = await lines.next(); line !== undefined; line = await lines.next()) {
    entry = entry === "" ? line : `${entry}\n${line}`;
    if (entry.trim() === "") {
      entry = "";
      continue;
    }
    const status = statusOf(entry);
    if (status === "incomplete") continue;
    if (status === "complete") {
      const ahead = await lines.peek();
      if (ahead !== undefined && statusOf(ahead) === "invalid" && statusOf(`${entry}\n${ahead}`) !== "invalid") {
        continue;
      }
    }
    yield entry;
    entry = "";
  }
  if (entry !== "") yield entry;
}
