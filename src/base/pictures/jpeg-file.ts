/** Reads JPEG files, including JFIF and MPO: segments, then scans, then the end-of-image marker. */
import { damaged, type FormatReader, truncated } from "./image-file.js";
import { exifOrientation } from "./tiff-file.js";

const endOfImage = Buffer.from([0xff, 0xd9]);
const startOfScan = 0xda;
const app1 = 0xe1;

// Frame headers with the image size: SOF0 to SOF15, except the tables and extensions in that range.
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** Fewest bytes per pixel in Huffman coding: a bit for each block, which covers at most 16 × 16 pixels. */
const minBytesPerPixel = 1 / 8 / 256;

/** Reads a JPEG file. It is truncated if no end-of-image marker follows the first scan. */
export const readJpeg: FormatReader = (bytes) => {
  if (bytes.length < 3 || bytes.readUIntBE(0, 3) !== 0xffd8ff) return undefined;
  let frame: { width: number; height: number } | undefined;
  let isHuffmanCoded = true;
  let orientation = 1;
  let at = 2;
  for (;;) {
    if (at + 4 > bytes.length) throw truncated("JPEG");
    if (bytes[at] !== 0xff) throw damaged("JPEG");
    const marker = bytes.readUInt8(at + 1);
    // Fill bytes and markers without a length field.
    if (marker === 0xff) at += 1;
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) at += 2;
    else if (marker === 0xd9) throw damaged("JPEG");
    else if (marker === startOfScan) break;
    else {
      const end = at + 2 + bytes.readUInt16BE(at + 2);
      if (end > bytes.length) throw truncated("JPEG");
      if (isFrame(marker) && end - at >= 9) {
        isHuffmanCoded = marker < 0xc9;
        frame ??= { width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) };
      }
      if (marker === app1 && bytes.toString("latin1", at + 4, at + 10) === "Exif\0\0") {
        orientation = exifOrientation(bytes.subarray(at + 10, end));
      }
      at = end;
    }
  }
  if (frame === undefined) throw damaged("JPEG");
  if (isHuffmanCoded && bytes.length - at < frame.width * frame.height * minBytesPerPixel) throw truncated("JPEG");
  // Searches from the end, where a complete file has the marker.
  if (bytes.lastIndexOf(endOfImage) < at) throw truncated("JPEG");
  return { mime: "image/jpeg", ...frame, orientation };
};
