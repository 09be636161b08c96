/** The folder that holds the contents of team files. Its file names are random, so no path of a request reaches it. */
import { createHash, randomBytes } from "node:crypto";
import { createReadStream, rmSync } from "node:fs";
import { mkdtemp, open, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { makeFolder } from "../../base/make-folder.js";
import { isDiskFull } from "../../domain/file-error.js";
import { Problem } from "../http/problem.js";

/** Content that was written to the folder. */
export interface Blob {
  /** Its file's name in the folder. */
  readonly blob: string;
  /** Bytes. */
  readonly size: number;
  /** Base64 of the content's SHA-256. */
  readonly hash: string;
}

/** Contents on disk, made when the first is written. */
export class BlobFolder {
  readonly #place: string | undefined;
  #folder: Promise<string> | undefined;
  #temporary: string | undefined;

  /** @param place - the folder; undefined for a temporary one that {@link close} removes */
  constructor(place: string | undefined) {
    this.#place = place;
  }

  /** Writes `chunks` as they come, and gives the content once it is on disk. Whatever fails leaves nothing behind. */
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
      // An answered upload outlives a power cut, as every write of the instance does.
      if (this.#place !== undefined) await handle.sync();
      await handle.close();
    } catch (error) {
      await handle.close().catch(() => {});
      await rm(file, { force: true });
      throw isDiskFull(error) ? new Problem({ kind: "too_large", message: "the instance's disk is full" }) : error;
    }
    return { blob, size, hash: hash.digest("base64") };
  }

  /** The bytes from `start` to `end`, both included. */
  async read(blob: string, start: number, end: number): Promise<Readable> {
    return createReadStream(join(await this.#open(), blob), { start, end });
  }

  /** Removes contents; those that are gone already are fine. */
  async remove(blobs: readonly string[]): Promise<void> {
    if (blobs.length === 0) return;
    const folder = await this.#open();
    // Where a file cannot be removed now (Windows, while it is read), the next start does it.
    for (const blob of blobs) await rm(join(folder, blob), { force: true }).catch(() => {});
  }

  /** Removes what no row names: uploads and removals that a crash cut short. */
  async sweep(known: () => ReadonlySet<string>): Promise<void> {
    const there = this.#place === undefined ? [] : await readdir(this.#place).catch(() => []);
    const blobs = there.filter((name) => /^[0-9a-f]{32}$/.test(name));
    if (blobs.length === 0) return;
    const kept = known();
    await this.remove(blobs.filter((name) => !kept.has(name)));
  }

  close(): void {
    if (this.#temporary !== undefined) rmSync(this.#temporary, { recursive: true, force: true });
  }

  #open(): Promise<string> {
    this.#folder ??= this.#make();
    return this.#folder;
  }

  async #make(): Promise<string> {
    if (this.#place === undefined) {
      this.#temporary = await mkdtemp(join(tmpdir(), "slylab-files-"));
      return this.#temporary;
    }
    await makeFolder(this.#place, { mode: 0o700 });
    return this.#place;
  }
}
