import { expect, it } from "vitest";
import { proxyTarget } from "../../../src/cli/support/proxy-target.js";

const traps = new Proxy(
  {},
  {
    get: () => () => {
      throw new Error("a trap ran");
    },
  },
);

it("the target of a Proxy is found without running its traps", () => {
  const target = { a: 1 };
  expect(proxyTarget(new Proxy(target, traps))).toBe(target);
  expect(proxyTarget(new Proxy(new Proxy(target, traps), traps))).toBe(target);
});

it("a list and a function are targets too", () => {
  const list = [1];
  const double = (value: number) => 2 * value;
  expect(proxyTarget(new Proxy(list, traps))).toBe(list);
  expect(proxyTarget(new Proxy(double, traps))).toBe(double);
});

it("a revoked Proxy has no target", () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  expect(proxyTarget(proxy)).toBeUndefined();
});
