/** Encodes multipart bodies. */
import { randomUUID } from "node:crypto";

/** One part of a form: a file, or a plain field if it has no `fileName`. */
export interface FormPart {
  readonly name: string;
  readonly fileName?: string | undefined;
  readonly mime?: string | undefined;
  readonly bytes: Uint8Array;
}

/** Encodes parts as `multipart/form-data`. `boundary` must not occur in them; by default it is random. */
export function encodeForm(
  parts: readonly FormPart[],
  boundary = `slylab-${randomUUID()}`,
): { readonly body: Buffer; readonly contentType: string } {
  const pieces = parts.flatMap(({ name, fileName, mime, bytes }) => {
    const file = fileName === undefined ? "" : `; filename="${quoted(fileName)}"`;
    const type = mime === undefined ? "" : `Content-Type: ${mime}\r\n`;
    const disposition = `Content-Disposition: form-data; name="${quoted(name)}"${file}`;
    return [Buffer.from(`--${boundary}\r\n${disposition}\r\n${type}\r\n`), bytes, Buffer.from("\r\n")];
  });
  return {
    body: Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]),
    contentType: `multipart/form-data; boundary=${boundary}`,
  };
}

function quoted(text: string): string {
  return text.replace(/["\r\n]/g, (letter) => encodeURIComponent(letter));
}
