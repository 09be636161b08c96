import { expect, it } from "vitest";
import { errorCode } from "../../src/base/error-code.js";

it("returns the code of an error of Node, and nothing for other values", () => {
  expect(errorCode(Object.assign(new Error("full"), { code: "ENOSPC" }))).toBe("ENOSPC");
  expect(errorCode(Object.assign(new Error("odd"), { code: 7 }))).toBeUndefined();
  expect(errorCode(new Error("plain"))).toBeUndefined();
  expect(errorCode({ code: "ENOSPC" })).toBeUndefined();
});
