import { expect, it } from "vitest";
import { isRecord } from "../../src/base/is-record.js";

it("is true for objects with fields only", () => {
  expect([{}, { a: 1 }, new Date()].map(isRecord)).toEqual([true, true, true]);
  expect([null, undefined, [], "text", () => {}].map(isRecord)).toEqual([false, false, false, false, false]);
});
