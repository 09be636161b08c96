/** Sends the contents of images, each once: the server identifies them by their hash. */
import { createHash } from "node:crypto";
import { z } from "zod";
import { kinds } from "../../domain/arguments/kinds.js";
import { parseArgument } from "../../domain/arguments/parse-arguments.js";
import { InvalidError } from "../../domain/errors.js";
import { type BulkOptions, chunked, runEach } from "../http/bulk.js";
import type { Caller } from "../http/caller.js";
import type { CallOptions } from "../http/send.js";

// Batch sizes of the official SDK, and a limit on the bytes of one request.
const batchSize = 50;
const batchBytes = 16 * 1024 * 1024;
const hashesPerRequest = 900;

const uploadedSchema = z.array(z.looseObject({ hash: z.string().nullish(), errors: z.unknown().optional() }));

/** Computes the hash that identifies content in the API. */
export function hashOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("base64");
}

/** Content with its hash. */
export interface Content {
  /** base64(sha256(bytes)). */
  readonly hash: string;
  /** Bytes of the picture. */
  readonly bytes: Uint8Array;
}

/** The result of sending contents. */
export interface SentContents {
  /** Errors by hash. */
  readonly failed: ReadonlyMap<string, Error>;
  /** Number of bytes sent and accepted. */
  readonly bytesSent: number;
}

/** Sends the contents that the server does not have. */
export async function sendContents(
  caller: Caller,
  contents: readonly Content[],
  options: BulkOptions,
): Promise<SentContents> {
  const byHash = new Map(contents.map(({ hash, bytes }) => [hash, bytes]));
  const uploadedHashes = new Set(await knownHashes(caller, [...byHash.keys()], options));
  const missing = [...byHash].filter(([hash]) => !uploadedHashes.has(hash));
  const failed = new Map<string, Error>();
  const batches = bySize(missing);
  const ends = await runEach(
    batches,
    async (batch) => {
      const parts = batch.map(([, bytes], at) => ({
        name: `${at}-file`,
        fileName: String(at),
        mime: "image/*",
        bytes,
      }));
      const uploaded = await caller.upload("images.bulk.upload", parts, uploadedSchema, options);
      for (const [at, [hash]] of batch.entries()) {
        if (uploaded[at]?.hash !== hash) failed.set(hash, refusal(uploaded[at]?.errors));
      }
    },
    options,
  );
  for (const [at, end] of ends.entries()) {
    if (end.status === "done") continue;
    const error = end.status === "failed" ? end.error : refusal("it was not tried");
    for (const [hash] of batches[at]!) failed.set(hash, error);
  }
  const accepted = missing.filter(([hash]) => !failed.has(hash));
  return { failed, bytesSent: accepted.reduce((total, [, bytes]) => total + bytes.byteLength, 0) };
}

function refusal(said: unknown): InvalidError {
  const parts = [said].flat().map((part) => (typeof part === "string" ? part : JSON.stringify(part)));
  const detail = said === undefined ? "" : `: ${parts.join("; ")}`;
  const isLarge = parts.some((part) => /too large/.test(part ?? ""));
  return new InvalidError(`the server rejected the image's content${detail}`, {
    status: 200,
    method: "images.bulk.upload",
    detail: said,
    hint: isLarge
      ? "use a smaller picture, or divide it into several"
      : "check that the file is a complete image in a supported format",
  });
}

/** Returns the hashes whose content the server has. */
export async function knownHashes(
  caller: Caller,
  hashes: readonly string[],
  options?: CallOptions,
): Promise<readonly string[]> {
  parseArgument("image.checkExistingHashes", "hashes", kinds.list, hashes);
  const found: string[] = [];
  for (const batch of chunked(hashes, hashesPerRequest)) {
    found.push(...(await caller.read("images.internal.hashes.list", batch, z.array(z.string()), options)));
  }
  return found;
}

/** Splits into batches within both limits; content over the second limit is sent alone. */
function bySize<T>(items: readonly (readonly [T, Uint8Array])[]): (readonly (readonly [T, Uint8Array])[])[] {
  const batches: (readonly [T, Uint8Array])[][] = [];
  let bytes = 0;
  for (const item of items) {
    const size = item[1].byteLength;
    const last = batches.at(-1);
    if (last === undefined || last.length >= batchSize || bytes + size > batchBytes) {
      batches.push([item]);
      bytes = size;
    } else {
      last.push(item);
      bytes += size;
    }
  }
  return batches;
}
