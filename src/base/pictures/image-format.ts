/**
 * Detects the format and size of an uploaded image and checks that the file is complete. Only the structure of the file is
 * read: decoding pixels would slow uploads down.
 */
import { readBmp } from "./bmp-file.js";
import { type FormatReader, type ImageFile, InvalidImageError } from "./image-file.js";
import { readJpeg } from "./jpeg-file.js";
import { readPng } from "./png-file.js";
import { readTiff } from "./tiff-file.js";
import { readWebp } from "./webp-file.js";

/** Format and upright size of an image: EXIF orientation is applied, like in the official SDK and in thumbnails. */
export type ImageFormat = Pick<ImageFile, "mime" | "width" | "height">;

// The limit of libvips, which makes the thumbnails: 16,383 × 16,383.
const maxPixels = 0x3fff * 0x3fff;
const readers: readonly FormatReader[] = [readPng, readJpeg, readWebp, readBmp, readTiff];

/** Reads format, stored size and EXIF orientation of a file. @throws {InvalidImageError} see {@link readImageFormat} */
export function readImageFile(bytes: Buffer): ImageFile {
  for (const read of readers) {
    const file = read(bytes);
    if (file === undefined) continue;
    const { width, height } = file;
    if (width < 1 || height < 1) throw new InvalidImageError(`has no pixels: ${width} × ${height}`);
    if (width * height > maxPixels) {
      throw new InvalidImageError(`is too large: ${width} × ${height} pixels, at most ${maxPixels} in total`);
    }
    return file;
  }
  const isGif = /^GIF8[79]a/.test(bytes.toString("latin1", 0, 6));
  throw new InvalidImageError(
    `${isGif ? "GIF is not" : "is not an image of"} a supported format: JPEG (also JFIF and MPO), PNG, BMP, WebP, TIFF`,
  );
}

/** Reads format and upright size of a file. @throws {InvalidImageError} unsupported format, truncated, damaged or too large */
export function readImageFormat(bytes: Buffer): ImageFormat {
  const { mime, width, height, orientation } = readImageFile(bytes);
  return orientation >= 5 ? { mime, width: height, height: width } : { mime, width, height };
}
