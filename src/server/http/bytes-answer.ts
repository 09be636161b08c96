import { rangeOf } from "./file-answer.js";
import type { Bytes } from "./method.js";

/** Builds the response for content in memory: 200, 206 for a valid `Range`, 416 for one outside of the content. */
export function bytesResponse({ mime, bytes }: Bytes, header: string | undefined): Response {
  const range = rangeOf(header, bytes.length);
  const answer = (status: number, body: Uint8Array | null, headers: Record<string, string> = {}) =>
    new Response(body, {
      status,
      // The length is also told to HEAD, whose response has no body.
      headers: { ...headers, "accept-ranges": "bytes", "content-length": String(body?.length ?? 0) },
    });
  if (range === "none") return answer(416, null, { "content-range": `bytes */${bytes.length}` });
  const whole = { "content-type": mime };
  if (range === undefined) return answer(200, bytes, whole);
  const { start, end } = range;
  const place = `bytes ${start}-${end}/${bytes.length}`;
  return answer(206, bytes.subarray(start, end + 1), { ...whole, "content-range": place });
}
