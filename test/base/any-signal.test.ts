import { expect, it } from "vitest";
import { anySignal } from "../../src/base/any-signal.js";

it("aborts with the first of the signals, with its reason", () => {
  const [one, other] = [new AbortController(), new AbortController()];
  const signal = anySignal(one.signal, undefined, other.signal);
  expect(signal.aborted).toBe(false);
  other.abort("stopped");
  expect(signal.reason).toBe("stopped");
});

it("is the only given signal itself, and undefined without any", () => {
  const { signal } = new AbortController();
  expect(anySignal(undefined, signal)).toBe(signal);
  expect(anySignal(undefined)).toBeUndefined();
});
