import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitByWeight } from "../../../src/chain/draft/split.js";

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe("shareOut", () => {
  it.each([
    [500, [1, 1, 1], [167, 167, 166]],
    [6, [2, 1], [4, 2]],
    [5, [1, 1], [3, 2]],
    [2, [1, 1, 1], [1, 1, 0]],
    [0, [1, 1], [0, 0]],
    [10, [0.1, 0.9], [1, 9]],
  ])("splits %d items by weights %j into %j", (count, weights, sizes) => {
    expect(splitByWeight(numbers(count), weights).map(({ length }) => length)).toEqual(sizes);
  });

  it("gives each item to one person, in order, at most one item off the exact share", () => {
    const weightsArbitrary = fc.array(fc.double({ min: 0.01, max: 100, noNaN: true }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(fc.nat(300), weightsArbitrary, (count, weights) => {
        const shares = splitByWeight(numbers(count), weights);
        expect(shares.flat()).toEqual(numbers(count));
        const sum = weights.reduce((total, weight) => total + weight, 0);
        shares.forEach(({ length }, index) => {
          expect(Math.abs(length - (count * weights[index]!) / sum)).toBeLessThan(1 + 1e-9);
        });
      }),
    );
  });
});
