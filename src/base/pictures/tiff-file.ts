/** TIFF files, and the TIFF structure that EXIF data has in other files. */
import { cutShort, damaged, type FormatReader } from "./image-file.js";

/** Bytes of a value by the type of its field: BYTE, ASCII, SHORT, LONG, RATIONAL, … */
const sizes: readonly number[] = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8];

/** Tags of a directory. */
const tag = { width: 256, height: 257, strips: 273, orientation: 274, stripBytes: 279, tiles: 324, tileBytes: 325 };

/** Reads numbers of the file's own byte order. */
class Numbers {
  readonly #bytes: Buffer;
  readonly #isLittle: boolean;

  constructor(bytes: Buffer, isLittle: boolean) {
    this.#bytes = bytes;
    this.#isLittle = isLittle;
  }

  /** The number of `size` bytes at a place; undefined beyond the end, or where it is too large to be one. */
  at(place: number, size: number): number | undefined {
    if (!Number.isSafeInteger(place) || place < 0 || place + size > this.#bytes.length) return undefined;
    if (size === 8) {
      const large = this.#isLittle ? this.#bytes.readBigUInt64LE(place) : this.#bytes.readBigUInt64BE(place);
      return large > BigInt(Number.MAX_SAFE_INTEGER) ? undefined : Number(large);
    }
    return this.#isLittle ? this.#bytes.readUIntLE(place, size) : this.#bytes.readUIntBE(place, size);
  }
}

/**
 * The first directory of a TIFF structure: tag → its whole numbers. Undefined for what is not TIFF. With `isWhole`, the
 * values of all other tags must lie in it too.
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
  if (start === undefined || entries === undefined) throw cutShort("TIFF");
  const directory = new Map<number, readonly number[]>();
  for (let index = 0; index < entries; index += 1) {
    const at = start + countSize + index * entrySize;
    const [key, type, count] = [numbers.at(at, 2), numbers.at(at + 2, 2), numbers.at(at + 4, offsetSize)];
    if (key === undefined || type === undefined || count === undefined) throw cutShort("TIFF");
    const size = sizes[type] ?? 0;
    const inline = at + 4 + offsetSize;
    const place = count * size <= offsetSize ? inline : numbers.at(inline, offsetSize);
    const isInside = place !== undefined && place + count * size <= bytes.length;
    const isOurs = Object.values(tag).includes(key);
    if ((isWhole || isOurs) && !isInside) throw cutShort("TIFF");
    if (!isOurs || size === 0) continue;
    directory.set(
      key,
      Array.from({ length: count }, (_, item) => {
        const value = place === undefined ? undefined : numbers.at(place + item * size, size);
        if (value === undefined) throw cutShort("TIFF");
        return value;
      }),
    );
  }
  return directory;
}

/** The orientation in EXIF data, 1 to 8; 1 where there is none that can be read. */
export function exifOrientation(exif: Buffer): number {
  try {
    const value = readDirectory(exif, false)?.get(tag.orientation)?.[0] ?? 1;
    return value >= 1 && value <= 8 ? value : 1;
  } catch {
    // Damaged EXIF data makes no picture unreadable.
    return 1;
  }
}

/** Reads a TIFF file: its first picture, all data of which must lie in the file. */
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
  if (ends.some((end) => end > bytes.length)) throw cutShort("TIFF");
  return { mime: "image/tiff", width, height, orientation: exifOrientation(bytes) };
};
