import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";

const mostHeld = 1 << 18;

/** A text file that is written from its beginning, some hundred kilobytes at a time. */
export class TextFile {
  readonly path: string;
  readonly #file: FileHandle;
  #held = "";
  #isOpen = true;

  private constructor(path: string, file: FileHandle) {
    this.path = path;
    this.#file = file;
  }

  /** Opens a file; what was in it is gone. */
  static async open(path: string): Promise<TextFile> {
    return new TextFile(path, await open(path, "w"));
  }

  /** Writes text behind what was written. */
  async write(text: string): Promise<void> {
    this.#held += text;
    if (this.#held.length >= mostHeld) await this.#flush();
  }

  /** Writes the content of another file behind what was written. */
  async appendFile(path: string): Promise<void> {
    await this.#flush();
    for await (const chunk of createReadStream(path)) await this.#file.appendFile(chunk);
  }

  /** Writes the rest and closes the file; a second call does nothing. */
  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    await this.#flush();
    await this.#file.close();
  }

  async #flush(): Promise<void> {
    const text = this.#held;
    this.#held = "";
    if (text !== "") await this.#file.appendFile(text);
  }
}
