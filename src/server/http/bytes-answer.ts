import { rangeOf } from "./file-answer.js";
import type { Bytes } from "./method.js";

/** Builds the response for content in memory: 200, 206 for a valid `Range`, 416 for one outside of the content. */
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
