/** What an uploaded file is, and whether it is whole. Read by structure: pixels are not decoded, so that uploads stay fast. */
import { readBmp } from "./bmp-file.js";
import { type FormatReader, type ImageFile, InvalidImageError } from "./image-file.js";
import { readJpeg } from "./jpeg-file.js";
import { readPng } from "./png-file.js";
import { readTiff } from "./tiff-file.js";
import { readWebp } from "./webp-file.js";

/** An image as it is shown: upright, as the official SDK and thumbnails show it. */
export type ImageFormat = Pick<ImageFile, "mime" | "width" | "height">;

// The bound of libvips, which makes the thumbnails: 16,383 × 16,383.
const mostPixels = 0x3fff * 0x3fff;
const readers: readonly FormatReader[] = [readPng, readJpeg, readWebp, readBmp, readTiff];

/** Reads a file's format, its size as it is stored, and how it is to be turned. @throws {InvalidImageError} see {@link readImageFormat} */
export function readImageFile(bytes: Buffer): ImageFile {
  for (const read of readers) {
    const file = read(bytes);
    if (file === undefined) continue;
    const { width, height } = file;
    if (width < 1 || height < 1) throw new InvalidImageError(`has no pixels: ${width} × ${height}`);
    if (width * height > mostPixels) {
      throw new InvalidImageError(`is too large: ${width} × ${height} pixels; the most is ${mostPixels} in all`);
    }
    return file;
  }
  const isGif = /^GIF8[79]a/.test(bytes.toString("latin1", 0, 6));
  throw new InvalidImageError(
    `${isGif ? "GIF is not" : "is not an image of"} a supported format: JPEG (also JFIF and MPO), PNG, BMP, WebP, TIFF`,
  );
}

/** Reads format and upright size of a file. @throws {InvalidImageError} another format, cut short, damaged or too large */
export function readImageFormat(bytes: Buffer): ImageFormat {
  const { mime, width, height, orientation } = readImageFile(bytes);
  return orientation >= 5 ? { mime, width: height, height: width } : { mime, width, height };
}
