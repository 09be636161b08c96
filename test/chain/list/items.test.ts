import { describe, expect, it } from "vitest";
import type { StepContext } from "../../../src/chain/core/node.js";
import { eachItem } from "../../../src/chain/list/items.js";
import { Api } from "../../../src/client/api.js";

/** A context whose instance does not exist: no request is sent. */
function contextWith({ signal = new AbortController().signal, isLocal = false } = {}) {
  const progress: [number, number][] = [];
  const api = new Api({ address: "http://localhost:9", token: "token", isLocal });
  const context: StepContext = {
    signal,
    api: async () => api,
    progress: (done, total) => progress.push([done, total]),
    createOnce: (_key, work) => work(),
  };
  return { context, progress };
}

const tick = () => new Promise((resolve) => setImmediate(resolve));

describe("eachItem", () => {
  it("runs at most 8 items at createOnce and returns the results in order", async () => {
    const { context, progress } = contextWith();
    let running = 0;
    let most = 0;
    const items = Array.from({ length: 30 }, (_, index) => index);
    const results = await eachItem(items, context, async (item) => {
      most = Math.max(most, ++running);
      for (let wait = 0; wait <= item % 3; wait++) await tick();
      running--;
      return item * 2;
    });
    expect(results).toEqual(items.map((item) => item * 2));
    expect(most).toBe(8);
    expect(progress.at(-1)).toEqual([30, 30]);
  });

  it("starts no further item after a failure, and waits for the running ones", async () => {
    const { context } = contextWith();
    const begun: number[] = [];
    const ended: number[] = [];
    const items = Array.from({ length: 30 }, (_, index) => index);
    const work = eachItem(items, context, async (item) => {
      begun.push(item);
      if (item === 2) throw new Error("item 2 broke");
      await tick();
      await tick();
      ended.push(item);
    });
    await expect(work).rejects.toThrow("item 2 broke");
    expect(begun.length).toBe(8);
    expect(ended.length).toBe(7);
  });

  it("runs one item at a time on the local instance", async () => {
    const { context } = contextWith({ isLocal: true });
    let running = 0;
    await eachItem([1, 2, 3], context, async () => {
      expect(++running).toBe(1);
      await tick();
      running--;
    });
  });

  it("stops when the signal aborts", async () => {
    const { context } = contextWith({ signal: AbortSignal.abort(new Error("enough")) });
    await expect(eachItem([1, 2], context, async () => 1)).rejects.toThrow("enough");
  });

  it("returns an empty list for no items", async () => {
    const { context, progress } = contextWith();
    expect(await eachItem([], context, async () => 1)).toEqual([]);
    expect(progress).toEqual([]);
  });
});
