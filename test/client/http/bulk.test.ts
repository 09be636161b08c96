import { describe, expect, it } from "vitest";
import { chunked, counter, runEach, valuesOf } from "../../../src/client/http/bulk.js";
import { AuthError, BulkError, InvalidError } from "../../../src/domain/errors.js";

const refused = (message: string) => new InvalidError(message, { status: 400, method: "things.add", hint: "look" });

describe("chunked", () => {
  it("splits into groups of at most the given size", () => {
    expect(chunked([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
    expect(chunked([], 2)).toEqual([]);
  });
});

describe("runEach", () => {
  it("keeps the order of items and limits concurrency", async () => {
    let running = 0;
    let most = 0;
    const outcomes = await runEach(
      [5, 1, 3, 2, 4],
      async (ms) => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setTimeout(resolve, ms));
        running -= 1;
        return ms * 10;
      },
      { concurrency: 2 },
    );
    expect(valuesOf(outcomes, "work", String)).toEqual([50, 10, 30, 20, 40]);
    expect(most).toBe(2);
  });

  it("continues after one item failed", async () => {
    const outcomes = await runEach([1, 2, 3], async (n) => (n === 2 ? Promise.reject(refused("two")) : n), {});
    expect(outcomes.map(({ status }) => status)).toEqual(["done", "failed", "done"]);
  });

  it("stops after a failure that would affect all items", async () => {
    const denied = new AuthError("no", { status: 401, method: "things.add" });
    const outcomes = await runEach([1, 2, 3], async () => Promise.reject(denied), { concurrency: 1 });
    expect(outcomes.map(({ status }) => status)).toEqual(["failed", "untried", "untried"]);
  });

  it("throws the signal's reason when all running items have ended", async () => {
    const controller = new AbortController();
    let ended = 0;
    const run = runEach(
      [1, 2, 3, 4],
      async (n) => {
        if (n === 1) controller.abort("enough");
        await Promise.resolve();
        ended += 1;
        controller.signal.throwIfAborted();
      },
      { signal: controller.signal, concurrency: 2 },
    );
    await expect(run).rejects.toBe("enough");
    expect(ended).toBe(1);
  });
});

describe("valuesOf", () => {
  it("reports failed, done and untried items", () => {
    let thrown: unknown;
    try {
      valuesOf(
        [{ status: "done", value: 1 }, { status: "failed", error: refused("b is bad") }, { status: "untried" }],
        "things.add",
        (index) => "abc"[index]!,
      );
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(BulkError);
    expect(thrown).toMatchObject({
      message: "things.add: 1 of 3 failed (1 succeeded, 1 not tried), the first: b is bad",
      hint: "look",
      failures: [{ index: 1, item: "b" }],
      done: [0],
      untried: [2],
    });
  });

  it("throws the error itself for one item", () => {
    const error = refused("alone");
    expect(() => valuesOf([{ status: "failed", error }], "things.add", String)).toThrow(error);
  });
});

describe("counter", () => {
  it("reports how many of all items have ended", () => {
    const seen: object[] = [];
    const count = counter(5, { onProgress: (progress) => seen.push(progress) });
    count(2);
    count(3);
    expect(seen).toEqual([
      { done: 2, total: 5 },
      { done: 5, total: 5 },
    ]);
  });
});
