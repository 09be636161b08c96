/** Types and errors shared by the readers of image files. */

/** Format and size of an image file. */
export interface ImageFile {
  readonly mime: "image/png" | "image/jpeg" | "image/webp" | "image/bmp" | "image/tiff";
  /** Stored width in pixels, before `orientation` is applied. */
  readonly width: number;
  /** Stored height in pixels, before `orientation` is applied. */
  readonly height: number;
  /** EXIF orientation: 1 is upright; 5 and above swap width and height. */
  readonly orientation: number;
}

/** Reads one format; returns undefined for files of other formats. @throws {InvalidImageError} the file is truncated or damaged */
export type FormatReader = (bytes: Buffer) => ImageFile | undefined;

/** An image file that is rejected. The message completes a sentence that starts with the file's name. */
export class InvalidImageError extends Error {}

/** The error for a file that ends too early. */
export function truncated(format: string): InvalidImageError {
  return new InvalidImageError(`is a truncated ${format} file`);
}

/** The error for a file with inconsistent content. */
export function damaged(format: string): InvalidImageError {
  return new InvalidImageError(`is a damaged ${format} file`);
}
