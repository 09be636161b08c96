/** Reads the header of BMP files. */
import { damaged, type FormatReader, truncated } from "./image-file.js";

// Compression methods with run-length encoding: the size of the pixel data is unknown before decoding.
const runLengthMethods = new Set([1, 2]);

/** Reads a BMP file and checks that its pixel data is complete. */
export const readBmp: FormatReader = (bytes) => {
  if (bytes.toString("latin1", 0, 2) !== "BM") return undefined;
  if (bytes.length < 26) throw truncated("BMP");
  const pixelsAt = bytes.readUInt32LE(10);
  const headerBytes = bytes.readUInt32LE(14);
  const isOld = headerBytes === 12;
  if (!isOld && (headerBytes < 40 || bytes.length < 54)) throw damaged("BMP");
  const width = isOld ? bytes.readUInt16LE(18) : bytes.readInt32LE(18);
  // A negative height means that rows are stored top down.
  const height = Math.abs(isOld ? bytes.readUInt16LE(20) : bytes.readInt32LE(22));
  const bits = bytes.readUInt16LE(isOld ? 24 : 28);
  if (width < 0 || ![1, 2, 4, 8, 16, 24, 32].includes(bits)) throw damaged("BMP");
  const isPacked = !isOld && runLengthMethods.has(bytes.readUInt32LE(30));
  const pixelBytes = isPacked ? 1 : Math.ceil((width * bits) / 32) * 4 * height;
  if (pixelsAt + pixelBytes > bytes.length) throw truncated("BMP");
  return { mime: "image/bmp", width, height, orientation: 1 };
};
