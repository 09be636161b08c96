/** Sends files: whole, or the part that a `Range` header asks for. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { StreamedFile } from "./method.js";

/** A part of a file; `end` is included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The part of `size` bytes that a `Range` header asks for. Undefined is the whole: there is no header, or one that is not
 * understood, which HTTP lets a server ignore. `none` is a part that lies outside.
 */
export function rangeOf(header: string | undefined, size: number): ByteRange | "none" | undefined {
  const [, first = "", last = ""] = /^\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(header ?? "") ?? [];
  if (first === "" && last === "") return undefined;
  const start = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === "" || last === "" ? size - 1 : Math.min(Number(last), size - 1);
  if (first !== "" && last !== "" && Number(last) < start) return undefined;
  return start > end ? "none" : { start, end };
}

/** Sends a file as the answer to a request, and settles when all of it is sent or the client has left. */
export async function sendFile(file: StreamedFile, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const range = file.part === undefined ? undefined : rangeOf(request.headers.range, file.size);
  const headers = {
    "content-type": file.mime,
    // Files are a user's own: a browser must neither run them nor guess what they are.
    "content-disposition": `attachment; filename*=UTF-8''${encodeName(file.name)}`,
    "x-content-type-options": "nosniff",
    ...(file.part === undefined ? {} : { "accept-ranges": "bytes" }),
  };
  if (range === "none") {
    response.writeHead(416, { ...headers, "content-range": `bytes */${file.size}`, "content-length": 0 }).end();
    return;
  }
  if (range === undefined) {
    const hash = file.hash === undefined ? {} : { "x-content-checksum-sha256": file.hash };
    response.writeHead(200, { ...headers, ...hash, "content-length": file.size });
    await send(Readable.from(file.whole()), response);
    return;
  }
  const { start, end } = range;
  const place = `bytes ${start}-${end}/${file.size}`;
  response.writeHead(206, { ...headers, "content-range": place, "content-length": end - start + 1 });
  if (file.part !== undefined) await send(await file.part(start, end), response);
}

async function send(bytes: Readable, response: ServerResponse): Promise<void> {
  try {
    await pipeline(bytes, response);
  } catch {
    // The head is sent: that the connection ends before the body does is the only thing left to say.
    response.destroy();
  }
}

function encodeName(name: string): string {
  return encodeURIComponent(name).replace(/['()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16)}`);
}
