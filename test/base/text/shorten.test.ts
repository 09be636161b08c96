import { expect, it } from "vitest";
import { shortened } from "../../../src/base/text/shorten.js";

it("cuts a text that is too long", () => {
  expect(shortened("lemons", 6)).toBe("lemons");
  expect(shortened("lemons", 5)).toBe("lemon…");
  expect(shortened("lemon🍋s", 6)).toBe("lemon…");
});
