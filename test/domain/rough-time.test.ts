import { expect, it } from "vitest";
import { roughTime } from "../../src/domain/rough-time.js";

it.each([
  [400, "0.4 s"],
  [40_000, "40 s"],
  [25 * 60_000, "25 min"],
  [3 * 3_600_000, "3 h"],
  [4 * 86_400_000, "4 days"],
])("%d ms are %s", (ms, text) => {
  expect(roughTime(ms)).toBe(text);
});
