import { expect, it } from "vitest";
import { countNewlines } from "../../../src/base/text/lines.js";

it("counts the line breaks of a text", () => {
  expect(["", "a", "\n", "a\nb\n\nc"].map(countNewlines)).toEqual([0, 0, 1, 3]);
});
