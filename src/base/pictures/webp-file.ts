/** Reads WebP files: chunks inside a RIFF container that states its length. */
import { damaged, type FormatReader, truncated } from "./image-file.js";
import { exifOrientation } from "./tiff-file.js";

/** Reads a WebP file and checks that all chunks are complete. */
export const readWebp: FormatReader = (bytes) => {
  if (bytes.toString("latin1", 0, 4) !== "RIFF" || bytes.toString("latin1", 8, 12) !== "WEBP") return undefined;
  const end = bytes.readUInt32LE(4) + 8;
  if (end > bytes.length) throw truncated("WebP");
  let size: { width: number; height: number } | undefined;
  let orientation = 1;
  let hasPicture = false;
  for (let at = 12; at + 8 <= end; ) {
    const type = bytes.toString("latin1", at, at + 4);
    const length = bytes.readUInt32LE(at + 4);
    const content = bytes.subarray(at + 8, at + 8 + length);
    if (at + 8 + length > bytes.length) throw truncated("WebP");
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

/** Removes the prefix of JPEG's EXIF segment, which some encoders write in WebP files too. */
function withoutMark(exif: Buffer): Buffer {
  return exif.toString("latin1", 0, 6) === "Exif\0\0" ? exif.subarray(6) : exif;
}
