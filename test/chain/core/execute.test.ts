import { describe, expect, it, onTestFinished } from "vitest";
import { setHostContext } from "../../../src/domain/display/host-context.js";
import type { ProgressEvent, StepEvent } from "../../../src/domain/lazy.js";
import { counted, FakeChain } from "../fake-chain.js";

/** A promise that the test resolves by calling `open`. */
function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

describe("a chain", () => {
  it("sends nothing until it is awaited", async () => {
    const first = counted("first");
    const chain = FakeChain.start(first);
    await new Promise((resolve) => setImmediate(resolve));
    expect(first.runs).toBe(0);
    expect(await chain).toEqual(["first"]);
  });

  it("runs once, however often it is awaited", async () => {
    const first = counted("first");
    const chain = FakeChain.start(first);
    await Promise.all([chain, chain, chain.then((value) => value)]);
    await chain;
    expect(first.runs).toBe(1);
  });

  it("runs steps shared by two chains once, also when both run concurrently", async () => {
    const shared = counted("shared");
    const chain = FakeChain.start(shared);
    const [left, right] = [chain.add(counted("left")), chain.add(counted("right"))];
    expect(await Promise.all([left, right])).toEqual([
      ["shared", "left"],
      ["shared", "right"],
    ]);
    expect(shared.runs).toBe(1);
  });

  it("continues at the failed step when it is awaited again", async () => {
    const [first, second, third] = [counted("first"), counted("second", { failures: 1 }), counted("third")];
    const chain = FakeChain.start(first).add(second).add(third);
    await expect(chain.run()).rejects.toThrow("second broke");
    expect(await chain).toEqual(["first", "second", "third"]);
    expect([first.runs, second.runs, third.runs]).toEqual([1, 2, 1]);
  });

  it("fails both chains that share the failed step, and lets both continue", async () => {
    const shared = counted("shared", { failures: 1 });
    const chain = FakeChain.start(shared);
    const forks = [chain.add(counted("left")), chain.add(counted("right"))];
    const outcomes = await Promise.allSettled(forks.map((fork) => fork.run()));
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    await Promise.all(forks);
    expect(shared.runs).toBe(2);
  });

  it("runs all steps again after fresh()", async () => {
    const [first, second] = [counted("first"), counted("second")];
    const chain = FakeChain.start(first).add(second);
    await chain;
    await chain.fresh();
    expect([first.runs, second.runs]).toEqual([2, 2]);
  });

  it("is awaited when an async function returns it", async () => {
    const chain = FakeChain.start(counted("first"));
    const value: readonly string[] = await (async () => chain)();
    expect(value).toEqual(["first"]);
  });

  it("returns native promises from then, catch and finally", async () => {
    const chain = FakeChain.start(counted("first"));
    for (const promise of [chain.then(), chain.catch(), chain.finally()]) {
      expect(Object.getPrototypeOf(promise)).toBe(Promise.prototype);
      await promise;
    }
    expect(chain).not.toBeInstanceOf(Promise);
  });

  it("does not repeat `createOnce` work of a failed step in the next attempt", async () => {
    const made: string[] = [];
    let isBroken = true;
    const chain = FakeChain.start({
      label: "make two",
      async run(_input, { createOnce }) {
        const first = await createOnce("first", async () => [made.push("first")]);
        if (isBroken) throw new Error("no second");
        const second = await createOnce("second", async () => [made.push("second")]);
        return [...first, ...second];
      },
    });
    await expect(chain.run()).rejects.toThrow("no second");
    isBroken = false;
    expect(await chain).toEqual([1, 2]);
    expect(made).toEqual(["first", "second"]);
  });
});

describe("a run of a chain", () => {
  it("stops its step and rejects with the signal's own reason", async () => {
    const reason = new Error("enough");
    const controller = new AbortController();
    let stopped: unknown;
    const chain = FakeChain.start({
      label: "hang",
      run: (_input, { signal }) =>
        new Promise<never>((_, reject) => {
          signal.addEventListener("abort", () => {
            stopped = signal.reason;
            reject(signal.reason);
          });
          controller.abort(reason);
        }),
    });
    await expect(chain.run({ signal: controller.signal })).rejects.toBe(reason);
    expect(stopped).toBe(reason);
  });

  it("reports its step as stopped at once when aborted, while other runs see the step end", async () => {
    const { open, opened } = gate();
    const controller = new AbortController();
    const shared = FakeChain.start({ ...counted("shared"), run: () => opened.then(() => ["shared"]) });
    const left: StepEvent[] = [];
    const stayed: StepEvent[] = [];
    const impatient = shared.run({ signal: controller.signal, onStep: (event) => left.push(event) });
    const patient = shared.run({ onStep: (event) => stayed.push(event) });
    await new Promise((resolve) => setImmediate(resolve));
    controller.abort(new Error("enough"));
    expect(left.at(-1)).toMatchObject({ state: "failed", outcome: "stopped" });
    await expect(impatient).rejects.toThrow("enough");
    open();
    await patient;
    expect(left.map(({ state }) => state)).toEqual(["started", "failed"]);
    expect(stayed.map(({ state }) => state)).toEqual(["started", "done"]);
  });

  it("does not start if its signal is already aborted", async () => {
    const first = counted("first");
    const run = FakeChain.start(first).run({ signal: AbortSignal.abort(new Error("before")) });
    await expect(run).rejects.toThrow("before");
    expect(first.runs).toBe(0);
  });

  it("does not stop a step that another run waits for", async () => {
    const { open, opened } = gate();
    const shared = FakeChain.start({ label: "shared", run: () => opened.then(() => "value") });
    const controller = new AbortController();
    const impatient = shared.run({ signal: controller.signal });
    const patient = shared.run();
    controller.abort(new Error("enough"));
    await expect(impatient).rejects.toThrow("enough");
    open();
    expect(await patient).toBe("value");
  });

  it("starts a step again after all runs of it were aborted", async () => {
    const { open, opened } = gate();
    let runs = 0;
    const chain = FakeChain.start({
      label: "slow",
      async run(_input, { signal }) {
        if (++runs === 1) {
          await opened;
          signal.throwIfAborted();
        }
        return runs;
      },
    });
    const controller = new AbortController();
    const first = chain.run({ signal: controller.signal });
    await new Promise((resolve) => setImmediate(resolve));
    controller.abort(new Error("enough"));
    await expect(first).rejects.toThrow("enough");
    const second = chain.run();
    open();
    expect(await second).toBe(2);
  });

  it("reports start, progress and end of its steps to observers", async () => {
    const events: (StepEvent | ProgressEvent)[] = [];
    const chain = FakeChain.start(counted("first")).add({
      label: "work",
      async run(_input, { progress }) {
        progress(1, 2, "half");
        throw new Error("broke");
      },
    });
    const watch = (event: StepEvent | ProgressEvent) => events.push(event);
    await expect(chain.run({ onStep: watch, onProgress: watch })).rejects.toThrow();
    expect(events).toMatchObject([
      { label: "first", state: "started" },
      { label: "first", state: "done", outcome: "1 so far" },
      { label: "work", state: "started" },
      { label: "work", done: 1, total: 2, note: "half" },
      { label: "work", state: "failed" },
    ]);
  });

  it("does not report a start from given records, which sends no request", async () => {
    const events: StepEvent[] = [];
    const chain = FakeChain.start({ ...counted("jobs 37, 38"), startsFromRecords: true }).add(counted("refresh"));
    await chain.run({ onStep: (event) => events.push(event) });
    expect(events.map(({ label, state }) => [label, state])).toEqual([
      ["refresh", "started"],
      ["refresh", "done"],
    ]);
  });

  it("ignores errors thrown by an observer", async () => {
    const run = FakeChain.start(counted("first")).run({
      onStep() {
        throw new Error("watcher broke");
      },
    });
    expect(await run).toEqual(["first"]);
  });

  it("uses the host's signal and observer", async () => {
    const controller = new AbortController();
    const seen: string[] = [];
    onTestFinished(
      setHostContext({ signal: controller.signal, observer: { onStep: ({ state }) => seen.push(state) } }),
    );
    const hang = FakeChain.start({ label: "hang", run: () => new Promise<never>(() => undefined) });
    const run = hang.run();
    await new Promise((resolve) => setImmediate(resolve));
    controller.abort(new Error("interrupted"));
    await expect(run).rejects.toThrow("interrupted");
    expect(seen).toEqual(["started", "failed"]);
  });

  it("does not report quiet steps that succeed", async () => {
    const seen: string[] = [];
    const chain = FakeChain.start(counted("first")).add({ ...counted("read"), quiet: true });
    await chain.run({ onStep: ({ label }) => seen.push(label) });
    expect(new Set(seen)).toEqual(new Set(["first"]));
  });
});
