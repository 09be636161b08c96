import fc from "fast-check";
import { expect, it } from "vitest";
import { fromCodePoints, toCodePoints } from "../../../src/kernel/requests/cursor.js";

it("counts an emoji as one for Jupyter and as two for us", () => {
  expect(fromCodePoints("🍋🍋x", 2)).toBe(4);
  expect(toCodePoints("🍋🍋x", 4)).toBe(2);
});

it("means the end by what lies beyond it, and the start by what lies before it", () => {
  expect(fromCodePoints("🍋x", 9)).toBe(3);
  expect(fromCodePoints("🍋x", Number.POSITIVE_INFINITY)).toBe(3);
  expect(fromCodePoints("🍋x", 2)).toBe(3);
  expect(fromCodePoints("🍋x", -1)).toBe(0);
  expect(toCodePoints("🍋x", 9)).toBe(2);
});

it("gives back every place between two code points", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const points = [...text].length;
      for (let cursor = 0; cursor <= points; cursor += 1) {
        expect(toCodePoints(text, fromCodePoints(text, cursor))).toBe(cursor);
      }
    }),
  );
});
