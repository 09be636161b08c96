/** JPEG files, JFIF and MPO among them: segments, then scans, then the end of the image. */
import { cutShort, damaged, type FormatReader } from "./image-file.js";
import { exifOrientation } from "./tiff-file.js";

const endOfImage = Buffer.from([0xff, 0xd9]);
const startOfScan = 0xda;
const app1 = 0xe1;

// Frames that say how large the picture is: SOF0 to SOF15, but for the tables and extensions among them.
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** Reads a JPEG file. A picture that is cut short lacks the end of the image after its first scan. */
export const readJpeg: FormatReader = (bytes) => {
  if (bytes.length < 3 || bytes.readUIntBE(0, 3) !== 0xffd8ff) return undefined;
  let frame: { width: number; height: number } | undefined;
  let orientation = 1;
  let at = 2;
  for (;;) {
    if (at + 4 > bytes.length) throw cutShort("JPEG");
    if (bytes[at] !== 0xff) throw damaged("JPEG");
    const marker = bytes.readUInt8(at + 1);
    // Fill bytes and markers without a length of their own.
    if (marker === 0xff) at += 1;
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) at += 2;
    else if (marker === 0xd9) throw damaged("JPEG");
    else if (marker === startOfScan) break;
    else {
      const end = at + 2 + bytes.readUInt16BE(at + 2);
      if (end > bytes.length) throw cutShort("JPEG");
      if (isFrame(marker) && end - at >= 9) {
        frame ??= { width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) };
      }
      if (marker === app1 && bytes.toString("latin1", at + 4, at + 10) === "Exif\0\0") {
        orientation = exifOrientation(bytes.subarray(at + 10, end));
      }
      at = end;
    }
  }
  if (frame === undefined) throw damaged("JPEG");
  // From the end: in a whole file it is the last thing, or near it.
  if (bytes.lastIndexOf(endOfImage) < at) throw cutShort("JPEG");
  return { mime: "image/jpeg", ...frame, orientation };
};
