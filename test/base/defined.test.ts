import { expect, it } from "vitest";
import { defined } from "../../src/base/defined.js";

it("omits undefined fields", () => {
  expect(Object.keys(defined({ a: undefined, b: null, c: 0, d: "" }))).toEqual(["b", "c", "d"]);
});
