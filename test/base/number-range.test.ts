import { expect, it } from "vitest";
import { rangeOf } from "../../src/base/number-range.js";

it("the range of 300,000 numbers", () => {
  expect(rangeOf(Array.from({ length: 300_000 }, (_, at) => at - 5))).toEqual([-5, 299_994]);
  expect(rangeOf([])).toEqual([Infinity, -Infinity]);
});
