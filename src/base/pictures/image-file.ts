/** What readers of image files have in common. */

/** An image by its file. */
export interface ImageFile {
  readonly mime: "image/png" | "image/jpeg" | "image/webp" | "image/bmp" | "image/tiff";
  /** Pixels, as the image is stored. */
  readonly width: number;
  /** Pixels, as the image is stored. */
  readonly height: number;
  /** How it is to be turned, by EXIF: 1 is upright; from 5 on, width and height change places. */
  readonly orientation: number;
}

/** Reads one format; undefined for a file of another. @throws {InvalidImageError} it is of this format, and not whole */
export type FormatReader = (bytes: Buffer) => ImageFile | undefined;

/** A file that is not taken, and why. */
export class InvalidImageError extends Error {}

/** A file that ends too early. */
export function cutShort(format: string): InvalidImageError {
  return new InvalidImageError(`is a ${format} file that is cut short`);
}

/** A file whose content contradicts itself. */
export function damaged(format: string): InvalidImageError {
  return new InvalidImageError(`is a damaged ${format} file`);
}
