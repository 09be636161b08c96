import { expect, it } from "vitest";
import { ReplayGuard } from "../../../src/kernel/wire/replay-guard.js";

it("accepts a signature once, and unsigned messages always", () => {
  const guard = new ReplayGuard();
  expect([guard.admit("a"), guard.admit("b"), guard.admit("a")]).toEqual([true, true, false]);
  expect([guard.admit(""), guard.admit("")]).toEqual([true, true]);
});

it("remembers only the last ones", () => {
  const guard = new ReplayGuard(2);
  for (const signature of ["a", "b", "c"]) guard.admit(signature);
  expect([guard.admit("c"), guard.admit("a")]).toEqual([false, true]);
});
