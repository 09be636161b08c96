import fc from "fast-check";
import { expect, it } from "vitest";
import { Edits } from "../../../src/engine/pipeline/edits.js";

it("inserts closing text before opening text, and replaces last", () => {
  const edits = new Edits();
  edits.replace(2, 3, "X");
  edits.open(2, "(");
  edits.close(2, ")");
  edits.open(2, "[");
  expect(edits.apply("abcd").text).toBe("ab)([Xd");
});

it("maps every offset of unchanged text back", () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1 }),
      fc.array(fc.tuple(fc.nat(20), fc.string()), { maxLength: 5 }),
      (text, puts) => {
        const edits = new Edits();
        for (const [at, put] of puts) edits.open(Math.min(at, text.length), put);
        const { text: made, toOriginal } = edits.apply(text);
        const back = Array.from(made, (_, offset) => toOriginal(offset));
        expect(back.every((offset, index) => index === 0 || offset >= (back[index - 1] ?? 0))).toBe(true);
        expect(toOriginal(made.length)).toBe(text.length);
      },
    ),
  );
});

it("maps an offset inside inserted text to its place", () => {
  const edits = new Edits();
  edits.open(3, "12345");
  const { toOriginal } = edits.apply("abcdef");
  expect([2, 3, 5, 7, 8, 9].map(toOriginal)).toEqual([2, 3, 3, 3, 3, 4]);
});
