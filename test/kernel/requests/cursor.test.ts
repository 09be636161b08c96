import fc from "fast-check";
import { expect, it } from "vitest";
import { fromCodePoints, toCodePoints } from "../../../src/kernel/requests/cursor.js";

it("counts an emoji as one code point for Jupyter and as two UTF-16 units internally", () => {
  expect(fromCodePoints("🍋🍋x", 2)).toBe(4);
  expect(toCodePoints("🍋🍋x", 4)).toBe(2);
});

it("limits positions to the text", () => {
  expect(fromCodePoints("🍋x", 9)).toBe(3);
  expect(fromCodePoints("🍋x", Number.POSITIVE_INFINITY)).toBe(3);
  expect(fromCodePoints("🍋x", 2)).toBe(3);
  expect(fromCodePoints("🍋x", -1)).toBe(0);
  expect(toCodePoints("🍋x", 9)).toBe(2);
});

it("converts every position between two code points in both directions", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const points = [...text].length;
      for (let cursor = 0; cursor <= points; cursor += 1) {
        expect(toCodePoints(text, fromCodePoints(text, cursor))).toBe(cursor);
      }
    }),
  );
});
