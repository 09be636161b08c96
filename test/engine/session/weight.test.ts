import { expect, it } from "vitest";
import { weightOf } from "../../../src/engine/session/weight.js";

it("grows with what a value holds, by a sample of a long list", () => {
  const record = () => ({ id: 1, name: "x".repeat(1_000), parts: [1, 2, 3] });
  const one = weightOf(record());
  expect(one).toBeGreaterThan(1_000);
  expect(weightOf(Array.from({ length: 400 }, record))).toBeGreaterThan(300 * one);
  expect(weightOf(Buffer.alloc(5_000_000))).toBeGreaterThan(5_000_000);
  expect(weightOf(new Map([["a", "b".repeat(5_000)]]))).toBeGreaterThan(5_000);
  expect(weightOf("x".repeat(2_000_000))).toBeGreaterThan(2_000_000);
});

it("ends on a circle, and runs no getter and no trap", () => {
  const circle: { self?: unknown; readonly loud: never } = {
    get loud(): never {
      throw new Error("run");
    },
  };
  circle.self = circle;
  const trap = new Proxy(
    {},
    {
      ownKeys: () => {
        throw new Error("run");
      },
    },
  );
  expect(weightOf([circle, trap])).toBeGreaterThan(0);
});
