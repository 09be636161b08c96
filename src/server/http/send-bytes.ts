import type { Bytes } from "./method.js";
import type { Exchange } from "./router.js";
import { rangeOf } from "./send-file.js";

/** Sends content in memory: status 200, 206 for a valid `Range`, 416 for one outside of the content. */
export function sendBytes({ mime, bytes }: Bytes, { response, header }: Exchange): void {
  const range = rangeOf(header("range"), bytes.length);
  const send = (status: number, body: Uint8Array, headers: Record<string, string>) => {
    response.writeHead(status, { ...headers, "accept-ranges": "bytes", "content-length": body.length });
    response.end(body);
  };
  const fullHeaders = { "content-type": mime };
  if (range === "none") send(416, new Uint8Array(0), { "content-range": `bytes */${bytes.length}` });
  else if (range === undefined) send(200, bytes, fullHeaders);
  else {
    const { start, end } = range;
    const contentRange = `bytes ${start}-${end}/${bytes.length}`;
    send(206, bytes.subarray(start, end + 1), { ...fullHeaders, "content-range": contentRange });
  }
}
