import { describe, expect, it } from "vitest";
import { LivePanel } from "../../../src/render/terminal/live.js";
import { renderTerminal } from "../../../src/render/terminal/terminal.js";
import { chainTrace, RunTrace, type TraceClock } from "../../../src/render/terminal/trace.js";
import { FakeTerminal } from "../fake-terminal.js";

/** A clock that is advanced by the test, which also calls its ticks. */
class Clock implements TraceClock {
  ms = 0;
  readonly ticks = new Set<() => void>();
  now = () => this.ms;
  every(_ms: number, tick: () => void) {
    this.ticks.add(tick);
    return () => {
      this.ticks.delete(tick);
    };
  }
  advance(ms: number) {
    this.ms += ms;
    for (const tick of this.ticks) tick();
  }
}

function started(columns = 80) {
  const terminal = new FakeTerminal(columns, 24);
  const clock = new Clock();
  const trace = chainTrace(new LivePanel(terminal, { color: false }), clock);
  return { terminal, clock, trace };
}

const create = { id: 1, label: 'create job "lemons"' };
const wait = { id: 2, label: "wait for on_review" };

describe("chainTrace", () => {
  it("keeps ended steps, with their results", () => {
    const { terminal, trace } = started();
    trace.onStep?.({ ...create, state: "started" });
    expect(terminal.screen()).toEqual(['⠋ create job "lemons"']);
    trace.onStep?.({ ...create, state: "done", outcome: "job 37", durationMs: 41 });
    trace.onStep?.({ ...wait, state: "started" });
    trace.onStep?.({ ...wait, state: "failed", durationMs: 1200 });
    expect(terminal.screen()).toEqual(['✓ create job "lemons" → job 37 (41 ms)', "✗ wait for on_review (1.2 s)"]);
  });

  it("turns its spinner, and shows the time of a long step", () => {
    const { terminal, clock, trace } = started();
    trace.onStep?.({ ...wait, state: "started" });
    clock.advance(100);
    expect(terminal.screen()).toEqual(["⠙ wait for on_review"]);
    clock.advance(3000);
    expect(terminal.screen()).toEqual(["⠹ wait for on_review 3.0 s"]);
  });

  it("draws a bar for a step that counts, and below it what the step waits for", () => {
    const { terminal, clock, trace } = started();
    trace.onStep?.({ ...wait, state: "started" });
    trace.onProgress?.({ ...wait, done: 3, total: 6, note: "labeler_1 3/6", model: { kind: "text", text: "below" } });
    clock.advance(100);
    expect(terminal.screen()).toEqual(["⠙ wait for on_review ▰▰▰▰▰▰▱▱▱▱▱▱ 3/6 labeler_1 3/6", "below"]);
  });

  it.each([80, 40])(
    "keeps the head of a table taller than the screen and counts the rest, at %d columns",
    (columns) => {
      const { terminal, trace, clock } = started(columns);
      trace.onStep?.({ ...wait, state: "started" });
      const rows = Array.from({ length: 60 }, (_, index) => [1000 + index, `a name of several words, row ${index}`]);
      const model = {
        kind: "table",
        columns: [
          { title: "ID", kind: "id" },
          { title: "Name", kind: "text" },
        ],
        rows,
      } as const;
      trace.onProgress?.({ ...wait, done: 0, total: 60, model });
      clock.advance(100);
      const screen = terminal.screen();
      expect(screen.length).toBeLessThanOrEqual(23);
      expect(screen[2]).toMatch(/│ +ID │ Name/);
      expect(screen[4]).toContain("1000");
      const shown = screen.filter((line) => /│ 10\d\d │/.test(line)).length;
      expect(shown).toBeGreaterThan(5);
      expect(screen.at(-1)).toBe(`… ${60 - shown} more`);
    },
  );

  it.each([
    [
      80,
      [
        "⠙ wait for on_review ▰▰▰▰▰▰▰▰▱▱▱▱ 412/602 images, 31/h, done at 16:40, awaiting",
        "  ben 3/50 (idle 25 min), ana 20/50, and 9 more",
      ],
    ],
    [
      40,
      [
        "⠙ wait for on_review ▰▰▰▰▱▱ 412/602",
        "  images, 31/h, done at 16:40, awaiting",
        "  ben 3/50 (idle 25 min), ana 20/50,",
        "  and 9 more",
      ],
    ],
  ])("shows a whole wait at %d columns, on several lines if needed", (columns, lines) => {
    const { terminal, trace, clock } = started(columns);
    trace.onStep?.({ ...wait, state: "started" });
    const note = "412/602 images, 31/h, done at 16:40, awaiting ben 3/50 (idle 25 min), ana 20/50, and 9 more";
    trace.onProgress?.({ ...wait, done: 412, total: 602, note });
    clock.advance(100);
    expect(terminal.screen()).toEqual(lines);
  });

  it("shows the rows behind schedule of a table taller than the screen", () => {
    const { terminal, trace, clock } = started();
    trace.onStep?.({ ...wait, state: "started" });
    const rows = Array.from({ length: 60 }, (_, index) => [1000 + index]);
    const first = [59, 58, ...rows.keys()];
    trace.onProgress?.({
      ...wait,
      done: 0,
      total: 60,
      model: { kind: "table", columns: [{ title: "ID", kind: "id" }], rows, rowsByPriority: first },
    });
    clock.advance(100);
    expect(terminal.screen().join()).toContain("1059");
    expect(terminal.screen().at(-1)).toMatch(/^… \d+ more$/);
  });

  it("keeps the order of steps that run at the same time", () => {
    const { terminal, trace, clock } = started();
    trace.onStep?.({ ...create, state: "started" });
    trace.onStep?.({ ...wait, state: "started" });
    trace.onStep?.({ ...wait, state: "done" });
    clock.advance(100);
    expect(terminal.screen()).toEqual(['⠙ create job "lemons"', "✓ wait for on_review"]);
    trace.onStep?.({ ...create, state: "done" });
    expect(terminal.screen()).toEqual(['✓ create job "lemons"', "✓ wait for on_review"]);
  });

  it("redraws at most at the screen's rate, however many events arrive", () => {
    const { terminal, trace } = started();
    trace.onStep?.({ ...wait, state: "started" });
    const before = terminal.written.length;
    for (let done = 0; done < 1000; done += 1) trace.onProgress?.({ ...wait, done, total: 1000 });
    expect(terminal.written.length).toBe(before);
  });

  it("erases running steps when it is closed, and stops its timer", () => {
    const { terminal, clock, trace } = started();
    trace.onStep?.({ ...wait, state: "started" });
    trace.close();
    expect(terminal.screen()).toEqual([]);
    expect(clock.ticks.size).toBe(0);
  });

  it("has no timer while nothing runs", () => {
    const { clock, trace } = started();
    trace.onStep?.({ ...create, state: "started" });
    trace.onStep?.({ ...create, state: "done" });
    expect(clock.ticks.size).toBe(0);
  });

  it("fits and escapes any label", () => {
    const { terminal, trace } = started(30);
    trace.onStep?.({ id: 1, label: `create "\x1b[2J${"字".repeat(40)}"`, state: "started" });
    const [line = ""] = terminal.screen();
    expect(line).toContain("\\x1b[2J");
    expect(line.endsWith("…")).toBe(true);
  });
});

describe("in a pipe", () => {
  const run = (state: "done" | "failed", steps = 1) => {
    const chunks: string[] = [];
    const clock = new Clock();
    const trace = chainTrace(new LivePanel({ write: (text: string) => chunks.push(text) }), clock);
    for (let id = 1; id <= steps; id += 1) {
      trace.onStep?.({ id, label: "step", state: "started" });
      clock.ms += 600;
      trace.onStep?.({ id, label: "step", state: id === steps ? state : "done" });
    }
    expect(clock.ticks.size).toBe(0);
    trace.close();
    return chunks;
  };

  it("prints one line at the end", () => {
    expect(run("done")).toEqual(["✓ 1 step (600 ms)\n"]);
    expect(run("failed", 2)).toEqual(["✗ 2 steps, 1 failed (1.2 s)\n"]);
  });

  it("prints nothing if nothing ran", () => {
    expect(run("done", 0)).toEqual([]);
  });
});

describe("RunTrace", () => {
  it("has a line per step, with its result or progress", () => {
    let changes = 0;
    const trace = new RunTrace(() => {
      changes += 1;
    });
    trace.onStep({ ...create, state: "started" });
    trace.onStep({ ...create, state: "done", outcome: "job 37", durationMs: 41 });
    trace.onStep({ ...wait, state: "started" });
    trace.onProgress({ ...wait, done: 3, total: 6 });
    expect(changes).toBe(4);
    const model = { kind: "stack", parts: trace.steps.map(({ line }) => line) } as const;
    expect(renderTerminal(model, { columns: 80, color: false })).toBe(
      '✓ create job "lemons" → job 37 (41 ms)\n◌ wait for on_review ▰▰▰▰▰▰▱▱▱▱▱▱ 3/6',
    );
  });

  it("drops ended steps before the first running one", () => {
    const trace = new RunTrace();
    trace.onStep({ ...create, state: "done" });
    trace.onStep({ ...wait, state: "started" });
    expect(trace.takeEnded().map(({ label }) => label)).toEqual(['create job "lemons"']);
    expect(trace.steps.map(({ id }) => id)).toEqual([2]);
  });
});
