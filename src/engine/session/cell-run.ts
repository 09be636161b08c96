import type { CellResult, OutputSink, StackFrame } from "./cell.js";

/** Why a cell ended early. */
export type EarlyEnd = Extract<CellResult, { status: "interrupted" | "exited" }>;

/** Thrown by the awaits and loops of a stopped cell, and the abort reason of its signal. */
export class Interrupted extends Error {
  constructor() {
    super("interrupted");
    this.name = "Interrupted";
  }
}

/** One evaluation of a cell. Output of its later callbacks is attributed to it. */
export class CellRun {
  readonly id: number;
  readonly sink: OutputSink;
  readonly controller = new AbortController();
  /** Set when the cell was stopped; its loops and awaits then throw. */
  end: EarlyEnd | undefined;
  /** Returns the place of the last await that the cell reached. */
  waitsAt: (() => StackFrame) | undefined;
  /** Called when the cell is stopped. */
  readonly #stops = new Set<() => void>();
  readonly ended: Promise<EarlyEnd>;
  #resolveEnded: (end: EarlyEnd) => void = () => {};

  constructor(id: number, sink: OutputSink) {
    this.id = id;
    this.sink = sink;
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
  }

  /** Calls `stop` when the cell is stopped. The returned function removes the callback. */
  onStop(stop: () => void): () => void {
    this.#stops.add(stop);
    return () => this.#stops.delete(stop);
  }

  /** Stops the cell: aborts its signal and abandons its awaits. */
  stop(end: EarlyEnd): void {
    if (this.end !== undefined) return;
    this.end = end;
    this.#resolveEnded(end);
    this.controller.abort(new Interrupted());
    for (const stop of this.#stops) stop();
    this.#stops.clear();
  }
}
