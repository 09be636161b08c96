import { expect, it } from "vitest";
import { naturalKey } from "../../../src/server/db/natural-key.js";

const sorted = (...names: string[]) =>
  names
    .map((name) => [naturalKey(name), name])
    .sort()
    .map(([, name]) => name);

it.each([
  [
    ["frame_10", "frame_2", "frame_1"],
    ["frame_1", "frame_2", "frame_10"],
  ],
  [
    ["img12.png", "IMG2.png", "img1.png"],
    ["img1.png", "IMG2.png", "img12.png"],
  ],
  [
    ["a10b2", "a9b10", "a10b1"],
    ["a9b10", "a10b1", "a10b2"],
  ],
  [
    ["2026-01-10", "2026-01-9"],
    ["2026-01-9", "2026-01-10"],
  ],
  [
    ["f_99999999999999999999", "f_100000000000000000000"],
    ["f_99999999999999999999", "f_100000000000000000000"],
  ],
  [
    ["b", "a10", "a"],
    ["a", "a10", "b"],
  ],
])("names sort in natural order: %j", (names, wanted) => {
  expect(sorted(...names)).toEqual(wanted);
});

it("leading zeros and Unicode forms do not change the order", () => {
  expect(naturalKey("frame_007")).toBe(naturalKey("frame_7"));
  expect(naturalKey(" cafe\u0301")).toBe(naturalKey("caf\u00e9"));
});
