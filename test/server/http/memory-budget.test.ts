import { describe, expect, it } from "vitest";
import { MemoryBudget } from "../../../src/server/http/memory-budget.js";

describe("MemoryBudget", () => {
  it("limits the memory of all requests together, and frees it when they end", () => {
    const budget = new MemoryBudget(100);
    const [first, second] = [budget.share(), budget.share()];
    first.take(60);
    expect(second.tryTake(41)).toBe(false);
    expect(() => second.take(41)).toThrow("too many large requests at the same time");
    second.take(40);
    expect(budget.used).toBe(100);
    first.release();
    expect(budget.used).toBe(40);
    expect(second.tryTake(60)).toBe(true);
    second.release();
    expect(budget.used).toBe(0);
  });

  it("gives nothing to a request that was answered, so that late data is not counted forever", () => {
    const budget = new MemoryBudget(100);
    const share = budget.share();
    share.release();
    expect(share.tryTake(1)).toBe(false);
    expect(budget.used).toBe(0);
  });
});
