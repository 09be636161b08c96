/** Converts between cursor positions of Jupyter (code points) and ours (UTF-16 units). */

/** Returns the UTF-16 offset of a cursor in code points, limited to the length of the text. */
export function fromCodePoints(text: string, cursor: number): number {
  if (cursor >= text.length) return text.length;
  let offset = 0;
  for (let remaining = Math.max(cursor, 0); remaining > 0 && offset < text.length; remaining -= 1) {
    offset += (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
  }
  return offset;
}

/** Returns the number of code points before a UTF-16 offset. */
export function toCodePoints(text: string, offset: number): number {
  let count = 0;
  for (let at = 0; at < offset && at < text.length; count += 1) {
    at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  }
  return count;
}
