import { expect, it } from "vitest";
import { countText } from "../../../src/base/text/count-text.js";

it("formats a count with its noun in the singular or plural", () => {
  expect([0, 1, 2].map((count) => countText(count, "image"))).toEqual(["0 images", "1 image", "2 images"]);
  expect([1, 2].map((count) => countText(count, "retry", "retries"))).toEqual(["1 retry", "2 retries"]);
});
