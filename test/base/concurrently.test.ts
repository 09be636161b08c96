import { describe, expect, it } from "vitest";
import { concurrently } from "../../src/base/concurrently.js";

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("concurrently", () => {
  it("runs at most as many items at once as the limit allows", async () => {
    let running = 0;
    let most = 0;
    const seen: string[] = [];
    await concurrently(["a", "b", "c", "d", "e"], 2, async (item, index) => {
      running += 1;
      most = Math.max(most, running);
      await turn();
      seen.push(`${index} ${item}`);
      running -= 1;
    });
    expect(most).toBe(2);
    expect(seen.sort()).toEqual(["0 a", "1 b", "2 c", "3 d", "4 e"]);
  });

  it("starts nothing after a failure, and waits for running items before it throws the first error", async () => {
    const started: number[] = [];
    const ended: number[] = [];
    const run = concurrently([0, 1, 2, 3], 2, async (item) => {
      started.push(item);
      if (item === 0) throw new Error("no");
      await turn();
      ended.push(item);
    });
    await expect(run).rejects.toThrow("no");
    expect([started, ended]).toEqual([[0, 1], [1]]);
  });
});
