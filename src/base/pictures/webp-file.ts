/** WebP files: chunks within a RIFF frame that says how long it is. */
import { cutShort, damaged, type FormatReader } from "./image-file.js";
import { exifOrientation } from "./tiff-file.js";

/** Reads a WebP file. */
export const readWebp: FormatReader = (bytes) => {
  if (bytes.toString("latin1", 0, 4) !== "RIFF" || bytes.toString("latin1", 8, 12) !== "WEBP") return undefined;
  const end = bytes.readUInt32LE(4) + 8;
  if (end > bytes.length) throw cutShort("WebP");
  let size: { width: number; height: number } | undefined;
  let orientation = 1;
  let hasPicture = false;
  for (let at = 12; at + 8 <= end; ) {
    const type = bytes.toString("latin1", at, at + 4);
    const length = bytes.readUInt32LE(at + 4);
    const content = bytes.subarray(at + 8, at + 8 + length);
    if (at + 8 + length > bytes.length) throw cutShort("WebP");
    if (type === "EXIF") orientation = exifOrientation(withoutMark(content));
    if (type === "VP8 " || type === "VP8L" || type === "ANMF") hasPicture = true;
    size ??= sizeOf(type, content);
    at += 8 + length + (length % 2);
  }
  if (size === undefined || !hasPicture) throw damaged("WebP");
  return { mime: "image/webp", ...size, orientation };
};

function sizeOf(type: string, content: Buffer): { width: number; height: number } | undefined {
  if (type === "VP8X" && content.length >= 10) {
    return { width: content.readUIntLE(4, 3) + 1, height: content.readUIntLE(7, 3) + 1 };
  }
  if (type === "VP8 " && content.length >= 10) {
    return { width: content.readUInt16LE(6) & 0x3fff, height: content.readUInt16LE(8) & 0x3fff };
  }
  if (type !== "VP8L" || content.length < 5) return undefined;
  const sizes = content.readUInt32LE(1);
  return { width: (sizes & 0x3fff) + 1, height: ((sizes >>> 14) & 0x3fff) + 1 };
}

/** Some writers put the mark of JPEG's EXIF segment before the data. */
function withoutMark(exif: Buffer): Buffer {
  return exif.toString("latin1", 0, 6) === "Exif\0\0" ? exif.subarray(6) : exif;
}
