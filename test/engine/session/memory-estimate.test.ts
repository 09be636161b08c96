import { expect, it } from "vitest";
import { estimateBytes } from "../../../src/engine/session/memory-estimate.js";

it("the memory estimate grows with the value's content, and samples long lists", () => {
  const record = () => ({ id: 1, name: "x".repeat(1_000), parts: [1, 2, 3] });
  const one = estimateBytes(record());
  expect(one).toBeGreaterThan(1_000);
  expect(estimateBytes(Array.from({ length: 400 }, record))).toBeGreaterThan(300 * one);
  expect(estimateBytes(Buffer.alloc(5_000_000))).toBeGreaterThan(5_000_000);
  expect(estimateBytes(new Map([["a", "b".repeat(5_000)]]))).toBeGreaterThan(5_000);
  expect(estimateBytes("x".repeat(2_000_000))).toBeGreaterThan(2_000_000);
});

it("the memory estimate handles circular values, and runs no getters or proxy traps", () => {
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
  expect(estimateBytes([circle, trap])).toBeGreaterThan(0);
});
