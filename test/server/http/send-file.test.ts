import { expect, it } from "vitest";
import { rangeOf } from "../../../src/server/http/send-file.js";

it.each([
  ["bytes=0-3", { start: 0, end: 3 }],
  ["bytes=4-", { start: 4, end: 9 }],
  ["bytes=-2", { start: 8, end: 9 }],
  ["bytes=-99", { start: 0, end: 9 }],
  ["bytes=9-99", { start: 9, end: 9 }],
  ["Bytes = 1-1", { start: 1, end: 1 }],
  ["bytes=10-", "none"],
  ["bytes=-0", "none"],
  ["bytes=5-4", undefined],
  ["bytes=-", undefined],
  ["bytes=0-1,3-4", undefined],
  ["lines=0-1", undefined],
  [undefined, undefined],
])("a range of ten bytes: %s is %j", (header, range) => {
  expect(rangeOf(header, 10)).toEqual(range);
});

it("a range of an empty file cannot be satisfied", () => {
  expect(rangeOf("bytes=0-", 0)).toBe("none");
});
