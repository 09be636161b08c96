/** Decodes BMP pictures, which sharp cannot read. */

/** RGBA pixels, row by row from the top, four bytes each. */
export interface Pixels {
  readonly data: Uint8Array;
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
}

// The memory of a large photo; more than that is not worth a thumbnail.
const maxPixels = 100_000_000;

/** Decodes an uncompressed BMP picture with 1, 4, 8, 16, 24 or 32 bits per pixel; returns undefined for anything else. */
export function decodeBmp(content: Uint8Array): Pixels | undefined {
  const file = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  if (file.length < 54 || file.toString("latin1", 0, 2) !== "BM") return undefined;
  const [pixelsAt, headerBytes, width, signedHeight] = [
    file.readUInt32LE(10),
    file.readUInt32LE(14),
    file.readInt32LE(18),
    file.readInt32LE(22),
  ];
  const height = Math.abs(signedHeight);
  const bits = file.readUInt16LE(28);
  const compression = file.readUInt32LE(30);
  // 3 and 6 are uncompressed pixels with bit masks per color.
  if (headerBytes < 40 || ![0, 3, 6].includes(compression) || width < 1 || height < 1) return undefined;
  const rowBytes = Math.ceil((width * bits) / 32) * 4;
  if (width * height > maxPixels || pixelsAt + rowBytes * height > file.length) return undefined;
  const colorOf = colorReader(file, { bits, headerBytes, hasMasks: compression !== 0 });
  if (colorOf === undefined) return undefined;
  const data = Buffer.alloc(width * height * 4);
  for (let y = 0; y < height; y += 1) {
    const row = pixelsAt + rowBytes * (signedHeight < 0 ? y : height - 1 - y);
    for (let x = 0; x < width; x += 1) data.writeUInt32BE(colorOf(row, x), (y * width + x) * 4);
  }
  return { data, width, height };
}

/** Returns the color of a pixel as 0xRRGGBBAA. */
type ColorReader = (row: number, x: number) => number;

interface Layout {
  readonly bits: number;
  readonly headerBytes: number;
  readonly hasMasks: boolean;
}

function colorReader(file: Buffer, { bits, headerBytes, hasMasks }: Layout): ColorReader | undefined {
  if (bits === 1 || bits === 4 || bits === 8) return paletteReader(file, bits, 14 + headerBytes);
  if (bits === 24) return (row, x) => ((file.readUIntLE(row + x * 3, 3) << 8) | 0xff) >>> 0;
  if (bits !== 16 && bits !== 32) return undefined;
  const usual = bits === 16 ? [0x7c00, 0x3e0, 0x1f] : [0xff0000, 0xff00, 0xff];
  const masks = hasMasks ? [54, 58, 62].map((at) => file.readUInt32LE(at)) : usual;
  const [red = 0, green = 0, blue = 0] = masks;
  return (row, x) => {
    const value = bits === 16 ? file.readUInt16LE(row + x * 2) : file.readUInt32LE(row + x * 4);
    const [r, g, b] = [channel(value, red), channel(value, green), channel(value, blue)];
    return ((r << 24) | (g << 16) | (b << 8) | 0xff) >>> 0;
  };
}

function paletteReader(file: Buffer, bits: number, paletteAt: number): ColorReader {
  const each = 8 / bits;
  return (row, x) => {
    const byte = file.readUInt8(row + Math.floor(x / each));
    const index = (byte >> (8 - bits - (x % each) * bits)) & ((1 << bits) - 1);
    const at = paletteAt + index * 4;
    return at + 3 > file.length ? 0xff : ((file.readUIntLE(at, 3) << 8) | 0xff) >>> 0;
  };
}

/** Extracts the bits of `mask` and scales them to 0 to 255. */
function channel(value: number, mask: number): number {
  if (mask === 0) return 0;
  return Math.round((((value & mask) >>> 0) / (mask >>> 0)) * 255);
}
