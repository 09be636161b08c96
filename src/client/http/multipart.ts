/** Parses multipart responses: downloaded images. */

/** One part of a response. */
export interface ReceivedPart {
  /** The `name` in its Content-Disposition; empty if missing. */
  readonly name: string;
  readonly bytes: Buffer;
}

/** Parses a multipart response; undefined if it is not one or is truncated. */
export function decodeParts(body: Buffer, contentType: string): readonly ReceivedPart[] | undefined {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (boundary === undefined) return undefined;
  const delimiter = Buffer.from(`--${boundary}`);
  const parts: ReceivedPart[] = [];
  let at = body.indexOf(delimiter);
  while (at !== -1) {
    const start = at + delimiter.length;
    if (body.toString("latin1", start, start + 2) === "--") return parts;
    // Image bytes may contain the delimiter's text, but not as a line.
    const end = body.indexOf(`\r\n--${boundary}`, start, "latin1");
    if (end === -1) return undefined;
    const headersEnd = body.indexOf("\r\n\r\n", start, "latin1");
    if (headersEnd === -1 || headersEnd > end) return undefined;
    const headers = body.toString("utf8", start, headersEnd);
    const name = /(?:^|[\s;])name="?([^";\r\n]*)"?/i.exec(headers)?.[1] ?? "";
    parts.push({ name, bytes: body.subarray(headersEnd + 4, end) });
    at = end + 2;
  }
  return undefined;
}
