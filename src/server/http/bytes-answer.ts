import { rangeOf } from "./file-answer.js";
import type { Bytes } from "./method.js";

/** The answer of bytes in memory to a request with this `Range` header: 200, 206 for a part, 416 for one that lies outside. */
export function bytesResponse({ mime, bytes }: Bytes, header: string | undefined): Response {
  const range = rangeOf(header, bytes.length);
  const headers = { "content-type": mime, "accept-ranges": "bytes" };
  if (range === undefined) return new Response(bytes, { headers });
  if (range === "none") {
    return new Response(null, { status: 416, headers: { "content-range": `bytes */${bytes.length}` } });
  }
  const { start, end } = range;
  return new Response(bytes.subarray(start, end + 1), {
    status: 206,
    headers: { ...headers, "content-range": `bytes ${start}-${end}/${bytes.length}` },
  });
}
