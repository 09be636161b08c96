import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Displayable, display } from "../../../src/domain/display/display.js";
import { LiveTrace } from "../../../src/kernel/output/live-trace.js";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function traceOver() {
  const shown: string[] = [];
  const write = (value: unknown) => shown.push(JSON.stringify((value as Displayable)[display]()));
  const trace = new LiveTrace((value) => {
    write(value);
    return { update: write };
  });
  const start = (id: number, label = `step ${id}`) => trace.onStep({ id, label, state: "started" });
  const end = (id: number, outcome: string) => trace.onStep({ id, label: `step ${id}`, state: "done", outcome });
  return { shown, trace, start, end, last: () => shown.at(-1) ?? "" };
}

describe("the trace of a cell's chains", () => {
  it("is not shown for a single step, whose result is enough", () => {
    const { shown, trace, start, end } = traceOver();
    start(1);
    end(1, "job 37");
    trace.finish();
    expect(shown).toEqual([]);
  });

  it("is shown from the second step on, as one display updated at most ten times a second", () => {
    const { shown, start, end, trace, last } = traceOver();
    start(1);
    end(1, "job 37");
    start(2);
    for (let done = 1; done <= 50; done += 1) trace.onProgress({ id: 2, label: "step 2", done, total: 50 });
    // A chain that ends within 300 ms is drawn once, in its final state; nothing is drawn before.
    vi.advanceTimersByTime(299);
    expect(shown).toHaveLength(0);
    vi.advanceTimersByTime(1);
    expect(shown).toHaveLength(1);
    trace.onProgress({ id: 2, label: "step 2", done: 50, total: 50 });
    vi.advanceTimersByTime(100);
    expect(shown).toHaveLength(2);
    end(2, "all on review");
    trace.finish();
    expect(shown).toHaveLength(3);
    expect(last()).toContain("all on review");
    expect(last()).toContain("job 37");
  });

  it("is shown for a single step that reports progress", () => {
    const { shown, start, trace } = traceOver();
    start(1);
    trace.onProgress({ id: 1, label: "wait", done: 1, total: 6, note: "labeler_1 1/6" });
    trace.finish();
    expect(shown.join()).toContain("labeler_1 1/6");
  });

  it("of a quick chain is drawn once, before the next display", () => {
    const { shown, start, end, trace } = traceOver();
    for (const id of [1, 2]) {
      start(id);
      end(id, `job ${id}`);
    }
    trace.beforeOutput();
    expect(shown).toHaveLength(1);
    expect(shown[0]).toContain("job 2");
    trace.beforeOutput();
    trace.finish();
    expect(shown).toHaveLength(1);
  });

  it("of a single quick step is not drawn before the next display", () => {
    const { shown, start, end, trace } = traceOver();
    start(1);
    end(1, "job 37");
    trace.beforeOutput();
    expect(shown).toEqual([]);
  });

  it("of a quick chain is drawn once, in its final form", () => {
    const { shown, start, end, trace } = traceOver();
    for (const id of [1, 2]) {
      start(id);
      end(id, `job ${id}`);
    }
    trace.finish();
    expect(shown).toHaveLength(1);
    expect(shown.join()).not.toContain('"running"');
  });

  it("shows the table of a wait below it", () => {
    const { start, trace, last } = traceOver();
    start(1);
    trace.onProgress({ id: 1, label: "wait", done: 1, total: 6, model: { kind: "text", text: "the table" } });
    trace.finish();
    expect(last()).toContain("the table");
  });

  it("keeps the last thirty steps and counts earlier ones", () => {
    const { start, trace, last } = traceOver();
    for (let id = 1; id <= 40; id += 1) start(id);
    trace.finish();
    expect(last()).toContain("… 10 earlier steps");
    expect(last()).not.toContain('"step 10"');
    expect(last()).toContain('"step 11"');
  });

  it("leaves no timers running", () => {
    const { start, trace } = traceOver();
    start(1);
    start(2);
    trace.finish();
    expect(vi.getTimerCount()).toBe(0);
  });
});
