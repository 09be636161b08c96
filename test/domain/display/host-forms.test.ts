import { inspect } from "node:util";
import { expect, it } from "vitest";
import { isHostMethod, setHostRenderers, showInHosts } from "../../../src/domain/display/host-forms.js";

class Lemon {
  readonly id = 1;
}
showInHosts(Lemon);

it("formats instances with the renderers, and as plain objects before they are set or with unlimited depth", () => {
  const lemon = new Lemon();
  expect(inspect(lemon)).toBe("{ id: 1 }");
  setHostRenderers({
    inspect: (_, isNested) => (isNested ? "nested" : "whole"),
    bundle: () => ({ "text/plain": "lemon" }),
    page: { start: () => "", picture: () => "", end: () => "" },
  });
  expect([inspect(lemon), inspect([lemon]), inspect(lemon, { depth: null })]).toEqual([
    "whole",
    "[ nested ]",
    "{ id: 1 }",
  ]);
  const answer = Reflect.get(lemon, Symbol.for("Jupyter.display"));
  expect(answer.call(lemon)).toEqual({ "text/plain": "lemon" });
  expect(isHostMethod(answer)).toBe(true);
  expect(Object.keys(lemon)).toEqual(["id"]);
});
