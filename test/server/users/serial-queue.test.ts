import { describe, expect, it } from "vitest";
import { SerialQueue } from "../../../src/server/users/serial-queue.js";

describe("SerialQueue", () => {
  it("runs one task at a time, in order, and continues after a failed one", async () => {
    const lane = new SerialQueue(10, "password checks");
    let open = 0;
    const seen: number[] = [];
    const work = (id: number) =>
      lane.run(async () => {
        open += 1;
        expect(open).toBe(1);
        await new Promise((resolve) => setImmediate(resolve));
        open -= 1;
        if (id === 1) throw new Error("no");
        seen.push(id);
      });
    const outcomes = await Promise.allSettled([0, 1, 2, 3].map(work));
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled", "fulfilled"]);
    expect(seen).toEqual([0, 2, 3]);
  });

  it("rejects tasks when too many wait", async () => {
    const lane = new SerialQueue(2, "password checks");
    const first = [lane.run(async () => 1), lane.run(async () => 2)];
    await expect(lane.run(async () => 3)).rejects.toThrow("2 password checks are waiting");
    expect(await Promise.all(first)).toEqual([1, 2]);
    expect(await lane.run(async () => 4)).toBe(4);
  });
});
