import { expect, it } from "vitest";
import { editDistance } from "../../../src/base/text/edit-distance.js";

it.each([
  ["", "", 0],
  ["lemon", "lemon", 0],
  ["lemon", "melon", 2],
  ["", "kiwi", 4],
  ["labels", "label", 1],
  ["tiem", "time", 1],
])("the distance of %j and %j is %i", (a, b, distance) => {
  expect(editDistance(a, b)).toBe(distance);
  expect(editDistance(b, a)).toBe(distance);
});
