/** Reads PNG files: chunks from IHDR to IEND, each with a checksum. */
import { crc32 } from "node:zlib";
import { damaged, type FormatReader, truncated } from "./image-file.js";
import { exifOrientation } from "./tiff-file.js";

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Samples per pixel, by color type. */
const samples: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
// The maximum expansion of deflated data.
const maxInflation = 1032;

/** Reads a PNG file, checking each chunk's checksum. */
export const readPng: FormatReader = (bytes) => {
  if (!bytes.subarray(0, 8).equals(signature)) return undefined;
  let header: { width: number; height: number; rawBytes: number } | undefined;
  let dataBytes = 0;
  let orientation = 1;
  let at = 8;
  for (;;) {
    if (at + 12 > bytes.length) throw truncated("PNG");
    const length = bytes.readUInt32BE(at);
    const end = at + 12 + length;
    if (end > bytes.length) throw truncated("PNG");
    const type = bytes.toString("latin1", at + 4, at + 8);
    const content = bytes.subarray(at + 8, end - 4);
    if (crc32(bytes.subarray(at + 4, end - 4)) !== bytes.readUInt32BE(end - 4)) throw damaged("PNG");
    if (header === undefined) {
      if (type !== "IHDR" || length !== 13) throw damaged("PNG");
      header = readHeader(content);
    } else if (type === "IDAT") dataBytes += length;
    else if (type === "eXIf") orientation = exifOrientation(content);
    else if (type === "IEND") break;
    at = end;
  }
  const { width, height, rawBytes } = header;
  if (dataBytes === 0 || dataBytes * maxInflation < rawBytes) throw truncated("PNG");
  return { mime: "image/png", width, height, orientation };
};

function readHeader(content: Buffer): { width: number; height: number; rawBytes: number } {
  const [width, height] = [content.readUInt32BE(0), content.readUInt32BE(4)];
  const bits = (samples[content.readUInt8(9)] ?? 0) * content.readUInt8(8);
  if (bits === 0) throw damaged("PNG");
  return { width, height, rawBytes: Math.ceil((width * bits) / 8) * height };
}
