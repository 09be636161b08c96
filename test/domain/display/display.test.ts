import { expect, it } from "vitest";
import { display, isDisplayable } from "../../../src/domain/display/display.js";

const model = () => ({ kind: "text", text: "lemon" }) as const;

it("is the symbol that another copy of slylab uses", () => {
  expect(display).toBe(Symbol.for("slylab.display"));
});

it("detects objects and functions with a display model", () => {
  expect(isDisplayable({ [display]: model })).toBe(true);
  expect(isDisplayable(Object.assign(() => 1, { [display]: model }))).toBe(true);
  expect(isDisplayable(Object.create({ [display]: model }))).toBe(true);
});

it.each([null, undefined, "text", 3, {}, [], { [display]: "not a function" }])("rejects %j", (value) => {
  expect(isDisplayable(value)).toBe(false);
});
