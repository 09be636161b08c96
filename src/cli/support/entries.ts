/** Splits standard input into entries; each is returned as soon as it is complete. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Completeness } from "../../engine/session/cell.js";
import { isBlank } from "../../repl/continuation.js";

// Milliseconds that a complete entry waits for a line that may continue it, while the input is open.
const continuationWaitMs = 25;

/** Reads lines with lookahead. */
class LineReader {
  readonly #chunks: AsyncIterator<Buffer | string>;
  readonly #decoder = new TextDecoder();
  #text = "";
  #isEnded = false;
  #reading: Promise<void> | undefined;

  constructor(input: AsyncIterable<Buffer | string>) {
    this.#chunks = input[Symbol.asyncIterator]();
  }

  /** Returns the next line without its line break; undefined at the end of the input. */
  async next(): Promise<string | undefined> {
    while (!this.#isEnded && !this.#text.includes("\n")) await this.#read();
    const line = this.#ahead;
    if (line === undefined) return undefined;
    this.#text = this.#text.slice(line.length + 1);
    return line.replace(/\r$/, "");
  }

  /** Returns the next line of code if it arrives soon. */
  async peek(): Promise<string | undefined> {
    const timeUp = sleep(continuationWaitMs, true);
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
 * Yields the entries of `input`: lines until they are complete. A line that is invalid on its own continues the
 * previous entry, for example `.create()` or `else {`. The last entry may be incomplete.
 */
export async function* entriesOf(
  input: AsyncIterable<Buffer | string>,
  completeness: (code: string) => Completeness,
): AsyncGenerator<string> {
  const lines = new LineReader(input);
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
