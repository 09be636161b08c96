/** Small BMP files for tests. */

/** A BMP of 24 or 32 bits: red above, blue below; `isTopDown` stores the rows from the top. */
export function makeBmp(width: number, height: number, { bits = 24, isTopDown = false } = {}): Buffer {
  const rowBytes = Math.ceil((width * bits) / 32) * 4;
  const file = Buffer.alloc(54 + rowBytes * height);
  file.write("BM", "latin1");
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(54, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(width, 18);
  file.writeInt32LE(isTopDown ? -height : height, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(bits, 28);
  for (let y = 0; y < height; y += 1) {
    const row = 54 + rowBytes * (isTopDown ? y : height - 1 - y);
    const color = y < height / 2 ? [0, 0, 255, 0] : [255, 0, 0, 0];
    for (let x = 0; x < width; x += 1) file.set(color.slice(0, bits / 8), row + (x * bits) / 8);
  }
  return file;
}
