import fc from "fast-check";
import { expect, it } from "vitest";
import { diffLines } from "../../../src/notebook/compare/diff.js";

it("shows removed and added lines, with two equal lines around", () => {
  expect(diffLines("1\n2\n3\n4\n5\n6\n7", "1\n2\n3\n4\n6\n7\n8")).toEqual([
    "…",
    "  3",
    "  4",
    "- 5",
    "  6",
    "  7",
    "+ 8",
  ]);
});

it("shows only an ellipsis for equal texts", () => {
  expect(diffLines("a\nb", "a\nb")).toEqual(["…"]);
});

it("contains every removed and every added line", () => {
  const text = fc.array(fc.constantFrom("a", "b", "c"), { minLength: 1 }).map((lines) => lines.join("\n"));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const marked = diffLines(before, after);
      const count = (mark: string) => marked.filter((line) => line.startsWith(`${mark} `)).length;
      const [old, fresh] = [before.split("\n").length, after.split("\n").length];
      return old - count("-") === fresh - count("+");
    }),
  );
});
