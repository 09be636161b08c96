import { expect, it } from "vitest";
import { bytesText } from "../../../src/base/text/byte-size.js";

it("shows sizes with three digits", () => {
  expect([0, 999, 1000, 12_345, 123_456, 999_999, 1e12].map(bytesText)).toEqual([
    "0 B",
    "999 B",
    "1.00 kB",
    "12.3 kB",
    "123 kB",
    "1.00 MB",
    "1.00 TB",
  ]);
});
