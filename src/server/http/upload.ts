/** Receives uploads: small parts are kept in memory, large ones on disk. */
import { createHash, randomBytes } from "node:crypto";
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { constants, copyFile, rename, rm } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import { errorCode } from "../../base/error-code.js";
import { isDiskFull } from "../../domain/file-error.js";
import { receive } from "./body.js";
import type { Limits } from "./limits.js";
import type { MemoryShare } from "./memory-budget.js";
import { boundaryOf, MultipartScanner, type PartHead } from "./multipart.js";
import { tooLarge, unavailable } from "./problem.js";

/** A part of a multipart body, available until its request has been answered. */
export interface UploadedPart {
  readonly name: string;
  /** File name sent by the client; undefined for a plain field. Must not be used as a path. */
  readonly fileName: string | undefined;
  readonly size: number;
  /** SHA-256 of the bytes, in base64. */
  readonly hash: string;
  /** The content; read from disk if it is stored there. */
  readonly bytes: Buffer;
  /** Moves the part to the file `path`, replacing an existing one. */
  saveAs(path: string): Promise<void>;
}

/** The parts of one body. */
export interface Upload {
  readonly parts: readonly UploadedPart[];
  /** Removes the temporary files. */
  discard(): void;
}

/** Options of {@link receiveUpload}. */
export interface UploadOptions {
  readonly limits: Limits;
  readonly memory: MemoryShare;
  /** Folder for temporary files; created on demand. */
  readonly folder: string;
}

/** Receives a multipart body. @throws {Problem} the body is invalid or too large */
export async function receiveUpload(incoming: IncomingMessage, options: UploadOptions): Promise<Upload> {
  const parts: WaitingPart[] = [];
  const discard = () => {
    for (const part of parts) part.discard();
  };
  let inMemory = 0;
  const reserveMemory = (bytes: number) => {
    if (inMemory + bytes > options.limits.uploadMemoryBytes || !options.memory.tryTake(bytes)) return false;
    inMemory += bytes;
    return true;
  };
  const scanner = new MultipartScanner(boundaryOf(incoming.headers["content-type"] ?? ""), options.limits.parts, {
    onPart: (head) => parts.push(new WaitingPart(head, options, reserveMemory)),
    onData: (bytes) => parts.at(-1)?.write(bytes),
    onPartEnd: () => parts.at(-1)?.end(),
  });
  try {
    await receive(incoming, options.limits.uploadBytes, (chunk) => scanner.write(chunk));
    scanner.end();
  } catch (error) {
    discard();
    throw error;
  }
  return { parts, discard };
}

class WaitingPart implements UploadedPart {
  readonly name: string;
  readonly fileName: string | undefined;
  readonly #options: UploadOptions;
  readonly #mayKeep: (bytes: number) => boolean;
  readonly #hash = createHash("sha256");
  #chunks: Buffer[] = [];
  #file: { readonly path: string; readonly handle: number; isOpen: boolean } | undefined;
  size = 0;
  hash = "";

  constructor(head: PartHead, options: UploadOptions, mayKeep: (bytes: number) => boolean) {
    this.name = head.name;
    this.fileName = head.fileName;
    this.#options = options;
    this.#mayKeep = mayKeep;
  }

  get bytes(): Buffer {
    if (this.#file !== undefined) return readFileSync(this.#file.path);
    const [first = Buffer.alloc(0)] = this.#chunks;
    if (this.#chunks.length > 1) this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0] ?? first;
  }

  write(bytes: Buffer): void {
    const { partBytes } = this.#options.limits;
    this.size += bytes.length;
    if (this.size > partBytes) throw tooLarge(`a part of the body is larger than ${partBytes} bytes`);
    this.#hash.update(bytes);
    if (this.#file === undefined && this.#mayKeep(bytes.length)) {
      this.#chunks.push(bytes);
      return;
    }
    this.#spill(bytes);
  }

  end(): void {
    this.hash = this.#hash.digest("base64");
    this.#closeFile();
  }

  async saveAs(path: string): Promise<void> {
    if (this.#file === undefined) this.#spill(Buffer.alloc(0));
    this.#closeFile();
    if (this.#file !== undefined) await move(this.#file.path, path);
  }

  discard(): void {
    this.#closeFile();
    this.#chunks = [];
    if (this.#file !== undefined) rmSync(this.#file.path, { force: true });
  }

  /** Moves the part to a file. Writes synchronously: it only copies to the system's cache, and keeps the order. */
  #spill(bytes: Buffer): void {
    try {
      this.#file ??= this.#openFile();
      for (const chunk of [...this.#chunks, bytes]) writeFully(this.#file.handle, chunk);
      this.#chunks = [];
    } catch (error) {
      throw isDiskFull(error) ? unavailable("the disk of this instance is full") : error;
    }
  }

  #openFile(): { path: string; handle: number; isOpen: boolean } {
    const { folder } = this.#options;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, `${randomBytes(16).toString("hex")}.part`);
    return { path, handle: openSync(path, "wx", 0o600), isOpen: true };
  }

  #closeFile(): void {
    if (this.#file === undefined || !this.#file.isOpen) return;
    this.#file.isOpen = false;
    closeSync(this.#file.handle);
  }
}

function writeFully(handle: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
}

async function move(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (errorCode(error) !== "EXDEV") throw error;
    // Another file system: copies under a temporary name first, so that no reader sees a partial file.
    const draft = `${to}.${randomBytes(8).toString("hex")}.part`;
    try {
      await copyFile(from, draft, constants.COPYFILE_EXCL);
      await rename(draft, to);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  }
}
