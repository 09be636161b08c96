import { expect, it } from "vitest";
import { isLazy, lazy } from "../../src/domain/lazy.js";

it("is the symbol that another copy of slylab uses", () => {
  expect(lazy).toBe(Symbol.for("slylab.lazy"));
});

it("detects chains without running a getter", () => {
  const chain = {
    get [lazy](): never {
      throw new Error("asked");
    },
    get name(): never {
      throw new Error("asked");
    },
  };
  expect(isLazy(chain)).toBe(true);
  expect(isLazy(Object.create(chain))).toBe(true);
});

it.each([null, undefined, "text", Promise.resolve(), {}])("rejects %s", (value) => {
  expect(isLazy(value)).toBe(false);
});
