/** Reads TIFF files, and EXIF data, which has the structure of a TIFF file. */
import { damaged, type FormatReader, truncated } from "./image-file.js";

/** Bytes per value, by field type: BYTE, ASCII, SHORT, LONG, RATIONAL, … */
const sizes: readonly number[] = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8];

/** Numbers of the tags that are read. */
const tag = {
  ...{ width: 256, height: 257, bits: 258, compression: 259, photometric: 262, strips: 273, orientation: 274 },
  ...{ samples: 277, stripBytes: 279, tiles: 324, tileBytes: 325 },
};

/** Reads numbers in the byte order of the file. */
class Numbers {
  readonly #bytes: Buffer;
  readonly #isLittle: boolean;

  constructor(bytes: Buffer, isLittle: boolean) {
    this.#bytes = bytes;
    this.#isLittle = isLittle;
  }

  /** Reads `size` bytes at `offset`; undefined past the end of the file, or above the safe integers. */
  at(offset: number, size: number): number | undefined {
    if (!Number.isSafeInteger(offset) || offset < 0 || offset + size > this.#bytes.length) return undefined;
    if (size === 8) {
      const large = this.#isLittle ? this.#bytes.readBigUInt64LE(offset) : this.#bytes.readBigUInt64BE(offset);
      return large > BigInt(Number.MAX_SAFE_INTEGER) ? undefined : Number(large);
    }
    return this.#isLittle ? this.#bytes.readUIntLE(offset, size) : this.#bytes.readUIntBE(offset, size);
  }
}

/**
 * Reads the first directory of a TIFF structure as a map from tag to integers; returns undefined for other data. With
 * `isWhole`, the values of all tags must be inside the file, not only those of the tags that are read.
 */
function readDirectory(bytes: Buffer, isWhole: boolean): ReadonlyMap<number, readonly number[]> | undefined {
  const order = bytes.toString("latin1", 0, 2);
  if (bytes.length < 8 || (order !== "II" && order !== "MM")) return undefined;
  const numbers = new Numbers(bytes, order === "II");
  const version = numbers.at(2, 2);
  if (version !== 42 && version !== 43) return undefined;
  const isBig = version === 43;
  const [offsetSize, countSize, entrySize] = isBig ? [8, 8, 20] : [4, 2, 12];
  const start = numbers.at(isBig ? 8 : 4, offsetSize);
  const entries = start === undefined ? undefined : numbers.at(start, countSize);
  if (start === undefined || entries === undefined) throw truncated("TIFF");
  const directory = new Map<number, readonly number[]>();
  for (let index = 0; index < entries; index += 1) {
    const at = start + countSize + index * entrySize;
    const [key, type, count] = [numbers.at(at, 2), numbers.at(at + 2, 2), numbers.at(at + 4, offsetSize)];
    if (key === undefined || type === undefined || count === undefined) throw truncated("TIFF");
    const size = sizes[type] ?? 0;
    const inline = at + 4 + offsetSize;
    const offset = count * size <= offsetSize ? inline : numbers.at(inline, offsetSize);
    const isInside = offset !== undefined && offset + count * size <= bytes.length;
    const isOurs = Object.values(tag).includes(key);
    if ((isWhole || isOurs) && !isInside) throw truncated("TIFF");
    if (!isOurs || size === 0) continue;
    directory.set(
      key,
      Array.from({ length: count }, (_, item) => {
        const value = offset === undefined ? undefined : numbers.at(offset + item * size, size);
        if (value === undefined) throw truncated("TIFF");
        return value;
      }),
    );
  }
  return directory;
}

/** Reads the orientation of EXIF data, 1 to 8; returns 1 if it is missing or invalid. */
export function exifOrientation(exif: Buffer): number {
  try {
    const value = readDirectory(exif, false)?.get(tag.orientation)?.[0] ?? 1;
    return value >= 1 && value <= 8 ? value : 1;
  } catch {
    // An image with damaged EXIF data can still be read.
    return 1;
  }
}

/** The maximum compression ratio by compression number: none, and Deflate with its two numbers. */
const maxCompressionRatios: ReadonlyMap<number, number> = new Map([
  [1, 1],
  [8, 1100],
  [32946, 1100],
]);

// Such pictures are rejected for their size.
const tooManyPixels = 2 ** 28;

/** Returns how many bytes the pixels have at least; 0 for other compressions, and for colors at a lower resolution (YCbCr). */
function leastBytes(directory: ReadonlyMap<number, readonly number[]>, pixels: number): number {
  const first = (key: number, usual: number) => directory.get(key)?.[0] ?? usual;
  const ratio = maxCompressionRatios.get(first(tag.compression, 1));
  if (ratio === undefined || first(tag.photometric, 1) === 6 || pixels > tooManyPixels) return 0;
  const bits = directory.get(tag.bits) ?? [1];
  const perPixel = bits.length > 1 ? bits.reduce((sum, one) => sum + one, 0) : bits[0]! * first(tag.samples, 1);
  return Math.floor((pixels * perPixel) / 8 / ratio);
}

/** Reads the first image of a TIFF file and checks that all of its data is inside the file. */
export const readTiff: FormatReader = (bytes) => {
  const directory = readDirectory(bytes, true);
  if (directory === undefined) return undefined;
  const [width] = directory.get(tag.width) ?? [];
  const [height] = directory.get(tag.height) ?? [];
  if (width === undefined || height === undefined) throw damaged("TIFF");
  const isTiled = directory.has(tag.tiles);
  const offsets = directory.get(isTiled ? tag.tiles : tag.strips) ?? [];
  const lengths = directory.get(isTiled ? tag.tileBytes : tag.stripBytes) ?? [];
  if (offsets.length === 0 || offsets.length !== lengths.length) throw damaged("TIFF");
  const ends = offsets.map((offset, index) => offset + (lengths[index] ?? 0));
  if (ends.some((end) => end > bytes.length)) throw truncated("TIFF");
  if (lengths.reduce((sum, length) => sum + length, 0) < leastBytes(directory, width * height)) throw truncated("TIFF");
  return { mime: "image/tiff", width, height, orientation: exifOrientation(bytes) };
};
