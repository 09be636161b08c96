import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type Displayable, display } from "../../../src/domain/display/display.js";
import { StepLog } from "../../../src/kernel/output/step-log.js";
import { renderTerminal } from "../../../src/render/terminal/terminal.js";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function openLog() {
  const shown: string[] = [];
  const log = new StepLog((value: Displayable) =>
    shown.push(renderTerminal(value[display](), { columns: 80, color: false })),
  );
  const start = (id: number) => log.onStep({ id, label: `step ${id}`, state: "started" });
  const end = (id: number, outcome = "ok") => log.onStep({ id, label: `step ${id}`, state: "done", outcome });
  return { shown, log, start, end };
}

it("a single step without progress prints nothing", () => {
  const { shown, log, start, end } = openLog();
  start(1);
  vi.advanceTimersByTime(1_000);
  end(1);
  log.finish();
  expect(shown).toEqual([]);
});

it("quick steps are printed once, at the end", () => {
  const { shown, log, start, end } = openLog();
  for (const id of [1, 2]) {
    start(id);
    end(id);
  }
  log.finish();
  expect(shown).toEqual(["✓ step 1 → ok\n✓ step 2 → ok"]);
});

it("a long wait is announced once, and printed when it has ended", () => {
  const { shown, log, start, end } = openLog();
  start(1);
  for (let done = 0; done < 50; done += 1) {
    log.onProgress({ id: 1, label: "wait", done, total: 50, note: `awaiting dee ${done}` });
    vi.advanceTimersByTime(200);
  }
  expect(shown).toEqual(["… wait (awaiting dee 1)"]);
  end(1, "on review");
  log.finish();
  expect(shown.slice(1)).toEqual(["✓ step 1 → on review"]);
});

it("ended steps precede other output; a running one is not printed before it", () => {
  const { shown, log, start, end } = openLog();
  start(1);
  end(1);
  start(2);
  log.beforeOutput();
  expect(shown).toEqual(["✓ step 1 → ok"]);
});

it("a step that ends after its cell is printed then", () => {
  const { shown, log, start, end } = openLog();
  start(1);
  start(2);
  log.finish();
  expect(shown).toEqual([]);
  end(1);
  end(2, "late");
  expect(shown).toEqual(["✓ step 1 → ok", "✓ step 2 → late"]);
});

it("a failed step is printed with its mark", () => {
  const { shown, log, start, end } = openLog();
  start(1);
  end(1);
  start(2);
  log.onStep({ id: 2, label: "step 2", state: "failed", outcome: "no such job" });
  log.finish();
  expect(shown).toEqual(["✓ step 1 → ok\n✗ step 2 → no such job"]);
});
