/** The trace of a running chain: its steps and the progress of its waits. */
import { countText } from "../../base/text/count-text.js";
import type { DisplayModel, ProgressModel } from "../../domain/display/display.js";
import type { ProgressEvent, RunObserver, StepEvent } from "../../domain/lazy.js";
import { durationText } from "../model/cells.js";
import { progressLine, stepLine } from "../model/step-line.js";
import type { LivePanel } from "./live.js";
import { drawProgressLine, drawProgressLines, renderTerminal } from "./terminal.js";

interface TraceStep {
  readonly id: number;
  readonly line: ProgressModel;
  readonly startedAt: number;
  readonly below?: DisplayModel;
}

/** Collects the state of a run from its events, for front ends that show it as one model. */
export class RunTrace implements RunObserver {
  readonly #steps = new Map<number, TraceStep>();
  readonly #onChange: () => void;
  readonly #now: () => number;

  constructor(onChange: () => void = () => {}, now: () => number = () => performance.now()) {
    this.#onChange = onChange;
    this.#now = now;
  }

  onStep(event: StepEvent): void {
    this.#put(event.id, stepLine(event, noteOf(event)));
  }

  onProgress(event: ProgressEvent): void {
    this.#put(event.id, progressLine(event), event.model);
  }

  #put(id: number, line: ProgressModel, below?: DisplayModel): void {
    const startedAt = this.#steps.get(id)?.startedAt ?? this.#now();
    this.#steps.set(id, { id, startedAt, line, ...(below === undefined ? {} : { below }) });
    this.#onChange();
  }

  /** The steps in the order of their start. */
  get steps(): readonly TraceStep[] {
    return [...this.#steps.values()];
  }

  /** Removes and returns the leading finished steps, which no longer change. */
  takeEnded(): readonly ProgressModel[] {
    const ended: ProgressModel[] = [];
    for (const [id, { line }] of this.#steps) {
      if (line.state === "running") break;
      ended.push(line);
      this.#steps.delete(id);
    }
    return ended;
  }
}

function noteOf({ outcome, durationMs }: StepEvent): string {
  const parts = [
    outcome === undefined ? [] : [`→ ${outcome}`],
    durationMs === undefined ? [] : [`(${durationText(durationMs)})`],
  ];
  return parts.flat().join(" ");
}

// The border and heading of a table, and the line that counts omitted rows.
const frameLines = 5;

/** Returns at most `room` lines of `model`: a table keeps its heading and first rows, and counts the others. */
function linesWithin(model: DisplayModel, room: number, space: { columns: number; color: boolean }): string[] {
  let maxRows = Math.max(1, room - frameLines);
  for (;;) {
    const lines = renderTerminal(model, { ...space, maxRows }).split("\n");
    if (lines.length <= room) return lines;
    if (maxRows === 1) return lines.slice(0, room);
    // For rows of several lines, as many as fit on average.
    maxRows = Math.max(1, Math.min(maxRows - 1, Math.floor((maxRows * room) / lines.length)));
  }
}

/** The trace of runs in a terminal. */
export interface ChainTrace extends RunObserver {
  /** Erases running steps; call it when the run has ended. A stream that is not a terminal gets one line. */
  close(): void;
}

/** The surface of a trace: a {@link LivePanel} or a front end's equivalent. */
export type TracePanel = Pick<
  LivePanel,
  "isLive" | "columns" | "rows" | "paint" | "draw" | "above" | "clear" | "close"
>;

/** Drives the spinner; replaceable by tests. */
export interface TraceClock {
  now(): number;
  /** Calls `tick` periodically until the returned function is called. */
  every(ms: number, tick: () => void): () => void;
}

const systemClock: TraceClock = {
  now: () => performance.now(),
  every(ms, tick) {
    const timer = setInterval(tick, ms);
    // A spinner must not keep the process alive.
    timer.unref();
    return () => clearInterval(timer);
  },
};

const spinner = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
// Ten frames per second; additional redraws only for new events.
const frameMs = 100;
const repaintMs = 30;
// Steps shorter than this show no time.
const slowMs = 2000;

/**
 * Draws the steps of runs in `panel`. Finished steps stay above it: `✓ create job "lemons" → 37 (41 ms)`. Running ones
 * have a spinner, a bar if they count, and their time if they are slow.
 */
export function chainTrace(panel: TracePanel, clock: TraceClock = systemClock): ChainTrace {
  const began = clock.now();
  const counts = { done: 0, failed: 0 };
  let frame = 0;
  let paintedAt = Number.NEGATIVE_INFINITY;
  let stop: (() => void) | undefined;
  const trace = new RunTrace(onChange, clock.now);

  function onChange(): void {
    for (const line of trace.takeEnded()) {
      counts[line.state === "failed" ? "failed" : "done"] += 1;
      panel.above(drawProgressLine(line, panel.columns, panel.paint));
    }
    if (!panel.isLive) return;
    if (trace.steps.length === 0) {
      stop?.();
      stop = undefined;
      panel.clear();
      return;
    }
    stop ??= clock.every(frameMs, () => {
      frame += 1;
      repaint();
    });
    if (clock.now() - paintedAt >= repaintMs) repaint();
  }

  function repaint(): void {
    paintedAt = clock.now();
    const { paint, columns } = panel;
    const drawn = trace.steps.map(({ line, startedAt, below }) => {
      const ms = clock.now() - startedAt;
      // A note shows the progress; a time after it would look like part of its list.
      const isSlow = line.state === "running" && line.note === undefined && ms >= slowMs;
      const shown = isSlow ? { ...line, note: durationText(Math.floor(ms / 1000) * 1000) } : line;
      return { lines: drawProgressLines(shown, columns, paint, spinner[frame % spinner.length]), below };
    });
    const tables = drawn.filter(({ below }) => below !== undefined).length;
    const usedLines = drawn.reduce((sum, { lines }) => sum + lines.length, 0);
    const room = Math.max(3, Math.floor((panel.rows - usedLines) / Math.max(tables, 1)));
    const color = paint("bold", "x") !== "x";
    panel.draw(
      drawn.flatMap(({ lines, below }) =>
        below === undefined ? lines : [...lines, ...linesWithin(below, room, { columns, color })],
      ),
    );
  }

  return {
    onStep: (event) => trace.onStep(event),
    onProgress: (event) => trace.onProgress(event),
    close() {
      stop?.();
      stop = undefined;
      const steps = counts.done + counts.failed;
      if (panel.isLive || steps === 0) return panel.close();
      const mark = counts.failed > 0 ? "✗" : "✓";
      const failed = counts.failed > 0 ? `, ${counts.failed} failed` : "";
      panel.close(`${mark} ${countText(steps, "step")}${failed} (${durationText(clock.now() - began)})`);
    },
  };
}
