import { afterEach, expect, it, vi } from "vitest";
import { ambient, lend } from "../../../src/domain/display/ambient.js";

const { signal } = new AbortController();
const undo: (() => void)[] = [];
afterEach(() => {
  for (const back of undo.splice(0).reverse()) back();
});

it("lends nothing in a plain script", () => {
  expect(ambient()).toEqual({});
});

it("lends until it is put back, one inside the other", () => {
  const outer = { signal };
  const inner = { clear: () => {} };
  const putBackOuter = lend(outer);
  undo.push(putBackOuter);
  const putBackInner = lend(inner);
  expect(ambient()).toBe(inner);
  putBackInner();
  expect(ambient()).toBe(outer);
  putBackOuter();
  expect(ambient()).toEqual({});
});

it("is shared with a second copy of the module", async () => {
  vi.resetModules();
  const second = await import("../../../src/domain/display/ambient.js");
  expect(second.ambient).not.toBe(ambient);
  undo.push(lend({ signal }));
  expect(second.ambient().signal).toBe(signal);
});
