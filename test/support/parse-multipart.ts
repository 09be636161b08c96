/** Splits multipart bodies in memory with the instance's scanner. */
import { boundaryOf, MultipartScanner } from "../../src/server/http/multipart.js";

/** A part of a body in memory. */
export interface Part {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Splits a `multipart/form-data` body in memory. @throws {Problem} the body is invalid */
export function parseMultipart(contentType: string, body: Buffer): Part[] {
  const parts: Part[] = [];
  let name = "";
  let chunks: Buffer[] = [];
  const scanner = new MultipartScanner(boundaryOf(contentType), Number.POSITIVE_INFINITY, {
    onPart: (head) => {
      name = head.name;
      chunks = [];
    },
    onData: (bytes) => chunks.push(bytes),
    onPartEnd: () => parts.push({ name, bytes: Buffer.concat(chunks) }),
  });
  scanner.write(body);
  scanner.end();
  return parts;
}
