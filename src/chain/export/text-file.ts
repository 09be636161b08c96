import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";

const maxBuffered = 1 << 18;

/** Writes a text file with a buffer of several hundred kilobytes. */
export class TextFile {
  readonly path: string;
  readonly #file: FileHandle;
  #buffered = "";
  #isOpen = true;

  private constructor(path: string, file: FileHandle) {
    this.path = path;
    this.#file = file;
  }

  /** Creates or truncates a file. */
  static async open(path: string): Promise<TextFile> {
    return new TextFile(path, await open(path, "w"));
  }

  /** Appends text. */
  async write(text: string): Promise<void> {
    this.#buffered += text;
    if (this.#buffered.length >= maxBuffered) await this.#flush();
  }

  /** Appends the content of another file. */
  async appendFile(path: string): Promise<void> {
    await this.#flush();
    for await (const chunk of createReadStream(path)) await this.#file.appendFile(chunk);
  }

  /** Writes the buffer and closes the file. A second call does nothing. */
  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    await this.#flush();
    await this.#file.close();
  }

  async #flush(): Promise<void> {
    const text = this.#buffered;
    this.#buffered = "";
    if (text !== "") await this.#file.appendFile(text);
  }
}
