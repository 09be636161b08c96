import { crc32, deflateSync } from "node:zlib";

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

function chunk(type: string, content: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), content]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(content.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** Pixels → PNG. `rgb` has three bytes per pixel, row by row. */
export function encodePng(width: number, height: number, rgb: Uint8Array): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // 8 bits per channel, color type 2 (RGB), no interlacing.
  header.set([8, 2, 0, 0, 0], 8);
  const stride = width * 3;
  const filtered = Buffer.alloc((stride + 1) * height);
  for (let y = 0; y < height; y += 1) {
    const to = y * (stride + 1);
    // Filter 1: each channel as its difference to the pixel on the left, which compresses smooth gradients best.
    filtered[to] = 1;
    for (let x = 0; x < stride; x += 1) {
      const at = y * stride + x;
      filtered[to + 1 + x] = (rgb[at] ?? 0) - (x < 3 ? 0 : (rgb[at - 3] ?? 0));
    }
  }
  // Level 1 makes a file a third larger than the usual 6, in a third of the time: pictures are drawn at start-up.
  const pixels = deflateSync(filtered, { level: 1 });
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", pixels), chunk("IEND", new Uint8Array())]);
}
