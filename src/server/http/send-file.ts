/** Sends files, or the part requested by a `Range` header. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { StreamedFile } from "./method.js";

/** A range of bytes; `end` is inclusive. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Parses a `Range` header for content of `size` bytes. Returns undefined for the whole content: without a header, or if it
 * is not supported, which HTTP allows a server to ignore. Returns `none` for a range outside of the content.
 */
export function rangeOf(header: string | undefined, size: number): ByteRange | "none" | undefined {
  const [, first = "", last = ""] = /^\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(header ?? "") ?? [];
  if (first === "" && last === "") return undefined;
  const start = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === "" || last === "" ? size - 1 : Math.min(Number(last), size - 1);
  if (first !== "" && last !== "" && Number(last) < start) return undefined;
  return start > end ? "none" : { start, end };
}

/** Sends a file; resolves when all of it is sent or the client has disconnected. */
export async function sendFile(file: StreamedFile, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const range = file.readRange === undefined ? undefined : rangeOf(request.headers.range, file.size);
  const headers = {
    "content-type": file.mime,
    // User content: browsers must neither run it nor guess its type.
    "content-disposition": `attachment; filename*=UTF-8''${encodeName(file.name)}`,
    "x-content-type-options": "nosniff",
    ...(file.readRange === undefined ? {} : { "accept-ranges": "bytes" }),
  };
  if (range === "none") {
    response.writeHead(416, { ...headers, "content-range": `bytes */${file.size}`, "content-length": 0 }).end();
    return;
  }
  if (range === undefined) {
    const hash = file.hash === undefined ? {} : { "x-content-checksum-sha256": file.hash };
    response.writeHead(200, { ...headers, ...hash, "content-length": file.size });
    await send(Readable.from(file.readAll()), response);
    return;
  }
  const { start, end } = range;
  const contentRange = `bytes ${start}-${end}/${file.size}`;
  response.writeHead(206, { ...headers, "content-range": contentRange, "content-length": end - start + 1 });
  if (file.readRange !== undefined) await send(await file.readRange(start, end), response);
}

async function send(bytes: Readable, response: ServerResponse): Promise<void> {
  try {
    await pipeline(bytes, response);
  } catch {
    // The headers are already sent, so only closing the connection can signal the error.
    response.destroy();
  }
}

function encodeName(name: string): string {
  return encodeURIComponent(name).replace(/['()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16)}`);
}
