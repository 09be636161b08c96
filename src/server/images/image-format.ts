/** What an uploaded file is, and whether it is whole. Read by structure: pixels are not decoded, so that uploads stay fast. */
import { readBmp } from "./bmp-file.js";
import { BadImage, type FormatReader, type ImageFile } from "./image-file.js";
import { readJpeg } from "./jpeg-file.js";
import { readPng } from "./png-file.js";
import { readTiff } from "./tiff-file.js";
import { readWebp } from "./webp-file.js";

/** An image as it is shown: upright, as the official SDK and thumbnails show it. */
export type ImageFormat = Pick<ImageFile, "mime" | "width" | "height">;

// The bound of libvips, which makes the thumbnails: 16,383 × 16,383.
const mostPixels = 0x3fff * 0x3fff;
const readers: readonly FormatReader[] = [readPng, readJpeg, readWebp, readBmp, readTiff];

/** Reads format and upright size of a file. @throws {BadImage} another format, cut short, damaged or too large */
export function readImageFormat(bytes: Buffer): ImageFormat {
  for (const read of readers) {
    const format = read(bytes);
    if (format === undefined) continue;
    const { mime, width, height, orientation } = format;
    if (width < 1 || height < 1) throw new BadImage(`has no pixels: ${width} × ${height}`);
    if (width * height > mostPixels) {
      throw new BadImage(`is too large: ${width} × ${height} pixels; the most is ${mostPixels} in all`);
    }
    return orientation >= 5 ? { mime, width: height, height: width } : { mime, width, height };
  }
  const isGif = /^GIF8[79]a/.test(bytes.toString("latin1", 0, 6));
  throw new BadImage(
    `${isGif ? "GIF is not" : "is not an image of"} a supported format: JPEG (also JFIF and MPO), PNG, BMP, WebP, TIFF`,
  );
}
