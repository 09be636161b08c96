/** What an image is by its first bytes. */
export interface ImageFormat {
  readonly mime: "image/png" | "image/jpeg" | "image/gif" | "image/webp" | "image/bmp";
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
}

/** Reads format and size from the head of a file; undefined for what is no image of a known format. */
export function readImageFormat(bytes: Buffer): ImageFormat | undefined {
  const format = bytes.length < 26 ? undefined : (png(bytes) ?? jpeg(bytes) ?? gif(bytes) ?? webp(bytes) ?? bmp(bytes));
  return format !== undefined && format.width > 0 && format.height > 0 ? format : undefined;
}

function png(bytes: Buffer): ImageFormat | undefined {
  if (bytes.readUInt32BE(0) !== 0x89504e47 || bytes.toString("latin1", 12, 16) !== "IHDR") return undefined;
  return { mime: "image/png", width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

// Frames that say how large the picture is: SOF0 to SOF15, but for the tables and extensions among them.
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function jpeg(bytes: Buffer): ImageFormat | undefined {
  if (bytes.readUInt16BE(0) !== 0xffd8) return undefined;
  let at = 2;
  while (at + 9 < bytes.length && bytes[at] === 0xff) {
    const marker = bytes.readUInt8(at + 1);
    if (isFrame(marker)) {
      return { mime: "image/jpeg", width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) };
    }
    // Fill bytes and markers without a length of their own.
    if (marker === 0xff) at += 1;
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd9)) at += 2;
    else at += 2 + bytes.readUInt16BE(at + 2);
  }
  return undefined;
}

function gif(bytes: Buffer): ImageFormat | undefined {
  if (!/^GIF8[79]a/.test(bytes.toString("latin1", 0, 6))) return undefined;
  return { mime: "image/gif", width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
}

function webp(bytes: Buffer): ImageFormat | undefined {
  if (bytes.length < 30 || bytes.toString("latin1", 0, 4) !== "RIFF") return undefined;
  switch (bytes.toString("latin1", 8, 16)) {
    case "WEBPVP8 ":
      return { mime: "image/webp", width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff };
    case "WEBPVP8L": {
      const sizes = bytes.readUInt32LE(21);
      return { mime: "image/webp", width: (sizes & 0x3fff) + 1, height: ((sizes >> 14) & 0x3fff) + 1 };
    }
    case "WEBPVP8X":
      return { mime: "image/webp", width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
    default:
      return undefined;
  }
}

function bmp(bytes: Buffer): ImageFormat | undefined {
  if (bytes.toString("latin1", 0, 2) !== "BM") return undefined;
  return { mime: "image/bmp", width: Math.abs(bytes.readInt32LE(18)), height: Math.abs(bytes.readInt32LE(22)) };
}
