import { nameKey } from "../../domain/names.js";

/**
 * A name as text that sorts in natural order: numbers by their value (`frame_2` before `frame_10`), letters without regard
 * to case. Kept beside the name, since the database compares texts by their bytes.
 */
export function naturalKey(name: string): string {
  return nameKey(name)
    .toLowerCase()
    .replace(/\d+/g, (digits) => {
      const value = digits.replace(/^0+(?=\d)/, "");
      // The length first: a number with more digits is larger. No name has a thousand.
      return `${String(value.length).padStart(3, "0")}${value}`;
    });
}
