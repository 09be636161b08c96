import { nameKey } from "../../domain/names.js";

/**
 * Returns a sort key for natural order: numbers by value (`frame_2` before `frame_10`), ignoring case. Stored in a column,
 * since SQLite compares text by bytes.
 */
export function naturalKey(name: string): string {
  return nameKey(name)
    .toLowerCase()
    .replace(/\d+/g, (digits) => {
      const value = digits.replace(/^0+(?=\d)/, "");
      // The number of digits first: longer numbers are larger. Names have less than 1000 digits.
      return `${String(value.length).padStart(3, "0")}${value}`;
    });
}
