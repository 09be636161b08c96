import type { CellResult, Frame, OutputSink } from "./cell.js";

/** Why a cell ended early. */
export type EarlyEnd = Extract<CellResult, { status: "interrupted" | "exited" }>;

/** What a stopped cell's awaits throw, and the reason that its signal aborts with. */
export class Interrupted extends Error {
  constructor() {
    super("interrupted");
    this.name = "Interrupted";
  }
}

/** One evaluation while it runs, and afterwards what its late callbacks are credited to. */
export class CellRun {
  readonly id: number;
  readonly sink: OutputSink;
  readonly controller = new AbortController();
  /** Set when the cell was stopped: its loops and awaits go no further. */
  end: EarlyEnd | undefined;
  /** Where it last began to wait. */
  waitsAt: (() => Frame) | undefined;
  /** What to call when the cell is stopped. */
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

  /** Calls `stop` when the cell is stopped, until the returned function is called. */
  onStop(stop: () => void): () => void {
    this.#stops.add(stop);
    return () => this.#stops.delete(stop);
  }

  /** Stops the cell: its signal aborts, what it awaits is given up. */
  stop(end: EarlyEnd): void {
    if (this.end !== undefined) return;
    this.end = end;
    this.#resolveEnded(end);
    this.controller.abort(new Interrupted());
    for (const stop of this.#stops) stop();
    this.#stops.clear();
  }
}
