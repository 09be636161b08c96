/** BMP files: a header that says where the rows of pixels are and how long each is. */
import { cutShort, damaged, type FormatReader } from "./image-file.js";

// Rows of these are run-length encoded; their length is not known before they are read.
const runLength = new Set([1, 2]);

/** Reads a BMP file. */
export const readBmp: FormatReader = (bytes) => {
  if (bytes.toString("latin1", 0, 2) !== "BM") return undefined;
  if (bytes.length < 26) throw cutShort("BMP");
  const pixelsAt = bytes.readUInt32LE(10);
  const headerBytes = bytes.readUInt32LE(14);
  const isOld = headerBytes === 12;
  if (!isOld && (headerBytes < 40 || bytes.length < 54)) throw damaged("BMP");
  const width = isOld ? bytes.readUInt16LE(18) : bytes.readInt32LE(18);
  // Rows that are stored top down have a negative height.
  const height = Math.abs(isOld ? bytes.readUInt16LE(20) : bytes.readInt32LE(22));
  const bits = bytes.readUInt16LE(isOld ? 24 : 28);
  if (width < 0 || ![1, 2, 4, 8, 16, 24, 32].includes(bits)) throw damaged("BMP");
  const isPacked = !isOld && runLength.has(bytes.readUInt32LE(30));
  const pixelBytes = isPacked ? 1 : Math.ceil((width * bits) / 32) * 4 * height;
  if (pixelsAt + pixelBytes > bytes.length) throw cutShort("BMP");
  return { mime: "image/bmp", width, height, orientation: 1 };
};
