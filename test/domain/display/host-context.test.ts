import { afterEach, expect, it, vi } from "vitest";
import { hostContext, setHostContext } from "../../../src/domain/display/host-context.js";

const { signal } = new AbortController();
const undo: (() => void)[] = [];
afterEach(() => {
  for (const back of undo.splice(0).reverse()) back();
});

it("is empty in a plain script", () => {
  expect(hostContext()).toEqual({});
});

it("is set until it is restored, also when nested", () => {
  const outer = { signal };
  const inner = { clear: () => {} };
  const putBackOuter = setHostContext(outer);
  undo.push(putBackOuter);
  const putBackInner = setHostContext(inner);
  expect(hostContext()).toBe(inner);
  putBackInner();
  expect(hostContext()).toBe(outer);
  putBackOuter();
  expect(hostContext()).toEqual({});
});

it("is shared with a second copy of the module", async () => {
  vi.resetModules();
  const second = await import("../../../src/domain/display/host-context.js");
  expect(second.hostContext).not.toBe(hostContext);
  undo.push(setHostContext({ signal }));
  expect(second.hostContext().signal).toBe(signal);
});
