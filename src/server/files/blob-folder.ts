/** Stores the contents of team files in a folder. Its file names are random, never paths of a request. */
import { createHash, randomBytes } from "node:crypto";
import { createReadStream, rmSync } from "node:fs";
import { mkdtemp, open, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { makeFolder } from "../../base/files/make-folder.js";
import { isDiskFull } from "../../domain/file-error.js";
import { Problem } from "../http/problem.js";

/** Content in the folder. */
export interface Blob {
  /** File name in the folder. */
  readonly blob: string;
  /** Bytes. */
  readonly size: number;
  /** SHA-256 of the content, in base64. */
  readonly hash: string;
}

/** A folder of contents, created by the first write. */
export class BlobFolder {
  readonly #path: string | undefined;
  #folder: Promise<string> | undefined;
  #temporary: string | undefined;

  /** @param path - the folder; undefined for a temporary one that {@link close} removes */
  constructor(path: string | undefined) {
    this.#path = path;
  }

  /** Writes `chunks` as they arrive; resolves when the content is on disk. Removes partial content if it fails. */
  async write(chunks: AsyncIterable<Uint8Array>): Promise<Blob> {
    const folder = await this.#open();
    const blob = randomBytes(16).toString("hex");
    const file = join(folder, blob);
    const hash = createHash("sha256");
    let size = 0;
    const handle = await open(file, "wx", 0o600);
    try {
      for await (const chunk of chunks) {
        hash.update(chunk);
        size += chunk.length;
        await handle.writeFile(chunk);
      }
      // Acknowledged uploads survive a power failure.
      if (this.#path !== undefined) await handle.sync();
      await handle.close();
    } catch (error) {
      await handle.close().catch(() => {});
      await rm(file, { force: true });
      throw isDiskFull(error) ? new Problem({ kind: "too_large", message: "the instance's disk is full" }) : error;
    }
    return { blob, size, hash: hash.digest("base64") };
  }

  /** Reads the bytes from `start` to `end`, inclusive. */
  async read(blob: string, start: number, end: number): Promise<Readable> {
    return createReadStream(join(await this.#open(), blob), { start, end });
  }

  /** Removes contents; ignores missing ones. */
  async remove(blobs: readonly string[]): Promise<void> {
    if (blobs.length === 0) return;
    const folder = await this.#open();
    // A file that cannot be removed now (on Windows, while it is read) is removed at the next start.
    for (const blob of blobs) await rm(join(folder, blob), { force: true }).catch(() => {});
  }

  /** Removes contents without a row, which interrupted uploads and removals leave behind. */
  async sweep(usedHashes: () => ReadonlySet<string>): Promise<void> {
    const existing = this.#path === undefined ? [] : await readdir(this.#path).catch(() => []);
    const blobs = existing.filter((name) => /^[0-9a-f]{32}$/.test(name));
    if (blobs.length === 0) return;
    const referenced = usedHashes();
    await this.remove(blobs.filter((name) => !referenced.has(name)));
  }

  close(): void {
    if (this.#temporary !== undefined) rmSync(this.#temporary, { recursive: true, force: true });
  }

  #open(): Promise<string> {
    this.#folder ??= this.#make();
    return this.#folder;
  }

  async #make(): Promise<string> {
    if (this.#path === undefined) {
      this.#temporary = await mkdtemp(join(tmpdir(), "slylab-files-"));
      return this.#temporary;
    }
    await makeFolder(this.#path, { mode: 0o700 });
    return this.#path;
  }
}
