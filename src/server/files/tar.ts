/** Writes tar archives, for downloads of folders. */
import type { Readable } from "node:stream";

/** One file of an archive. */
export interface TarEntry {
  /** Path in the archive, without a leading slash. */
  readonly path: string;
  readonly size: number;
  /** ISO 8601. */
  readonly updatedAt: string;
  readonly open: () => Promise<Readable>;
}

const block = 512;
// Larger sizes, and names that are too long or not ASCII, need an extended header.
const maxOctalSize = 0o77777777777;

/** Computes the size of an archive in bytes. */
export function tarSize(entries: readonly TarEntry[]): number {
  const sizes = entries.map((entry) => headersOf(entry).length + padded(entry.size));
  return sizes.reduce((sum, size) => sum + size, 2 * block);
}

/** Yields an archive in chunks. */
export async function* tar(entries: readonly TarEntry[]): AsyncGenerator<Uint8Array> {
  for (const entry of entries) {
    yield headersOf(entry);
    if (entry.size > 0) yield* await entry.open();
    yield Buffer.alloc(padded(entry.size) - entry.size);
  }
  yield Buffer.alloc(2 * block);
}

function headersOf({ path, size, updatedAt }: TarEntry): Buffer {
  const seconds = Math.floor(Date.parse(updatedAt) / 1000);
  const records = [
    ...(Buffer.byteLength(path) > 100 || /[^\x20-\x7e]/.test(path) ? [record("path", path)] : []),
    ...(size > maxOctalSize ? [record("size", String(size))] : []),
  ];
  const fileHeader = header(path, Math.min(size, maxOctalSize), seconds, "0");
  if (records.length === 0) return fileHeader;
  const body = Buffer.concat(records);
  const padding = Buffer.alloc(padded(body.length) - body.length);
  return Buffer.concat([header("PaxHeader", body.length, seconds, "x"), body, padding, fileHeader]);
}

/** Formats a pax record, `<length> <key>=<value>\n`; the length includes itself. */
function record(key: string, value: string): Buffer {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + 1;
  while (rest + String(length).length !== length) length = rest + String(length).length;
  return Buffer.from(`${length} ${key}=${value}\n`);
}

function header(path: string, size: number, seconds: number, type: "0" | "x"): Buffer {
  const bytes = Buffer.alloc(block);
  bytes.write(path.replace(/[^\x20-\x7e]/g, "_").slice(0, 100), 0, "latin1");
  bytes.write("0000644\0", 100);
  bytes.write("0000000\0", 108);
  bytes.write("0000000\0", 116);
  bytes.write(`${size.toString(8).padStart(11, "0")}\0`, 124);
  bytes.write(`${seconds.toString(8).padStart(11, "0")}\0`, 136);
  bytes.write("        ", 148);
  bytes.write(type, 156);
  bytes.write("ustar\x0000", 257);
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  bytes.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return bytes;
}

function padded(size: number): number {
  return Math.ceil(size / block) * block;
}
