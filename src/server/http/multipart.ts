/** Bodies of several parts: what the API's clients upload and download images in. Bytes are not copied. */
import { invalid } from "./problem.js";

/** One part of a body. */
export interface Part {
  readonly name: string;
  readonly bytes: Buffer;
}

const lineBreak = Buffer.from("\r\n");
const headEnd = Buffer.from("\r\n\r\n");

/** Splits a `multipart/form-data` body. @throws {Problem} it is not one */
export function parseMultipart(contentType: string, body: Buffer): Part[] {
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  const mark = boundary?.[1] ?? boundary?.[2];
  if (!contentType.toLowerCase().startsWith("multipart/form-data") || mark === undefined) {
    throw invalid("", "must be multipart/form-data", "object.base");
  }
  const delimiter = Buffer.from(`--${mark}`);
  const parts: Part[] = [];
  let at = body.indexOf(delimiter);
  for (;;) {
    at += delimiter.length;
    const headAt = body.indexOf(lineBreak, at);
    const isLast = body.subarray(at, at + 2).toString("latin1") === "--";
    if (isLast) return parts;
    const contentAt = body.indexOf(headEnd, headAt);
    const end = body.indexOf(delimiter, contentAt);
    if (at < delimiter.length || headAt === -1 || contentAt === -1 || end === -1) {
      throw invalid("", "is cut short", "object.base");
    }
    const head = body.subarray(headAt, contentAt).toString();
    const name = /content-disposition:[^\r\n]*[;\s]name="([^"]*)"/i.exec(head)?.[1] ?? "";
    parts.push({ name, bytes: body.subarray(contentAt + headEnd.length, end - lineBreak.length) });
    at = end;
  }
}

/** A part that goes out. */
export interface OutgoingPart {
  readonly name: string;
  readonly mime: string;
  readonly bytes: Uint8Array;
}

/** Joins parts into one body. `boundary` must not occur in them: random bytes do not. */
export function writeMultipart(parts: readonly OutgoingPart[], boundary: string): { mime: string; bytes: Buffer } {
  const pieces = parts.flatMap(({ name, mime, bytes }) => [
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="${name}"\r\nContent-Type: ${mime}\r\n\r\n`,
    ),
    bytes,
    lineBreak,
  ]);
  return {
    mime: `multipart/form-data; boundary=${boundary}`,
    bytes: Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]),
  };
}
