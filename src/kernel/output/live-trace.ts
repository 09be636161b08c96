/** The steps of the chains of a cell, as one display that changes in its place while they run. */

import { type Displayable, type DisplayModel, display, type ProgressModel } from "../../domain/display/display.js";
import type { DisplayHandle } from "../../domain/display/host-context.js";
import type { ProgressEvent, RunObserver, StepEvent } from "../../domain/lazy.js";

/** A chain that ends sooner is drawn once, as it ended: clients that cannot change an output would keep a stale mark. */
const firstMs = 300;
/** Faster than this nobody can read, and every update is a message that the client must draw. */
const updateMs = 100;
/** What a loop over chains shows at most; the rest is counted. */
const maxSteps = 30;

/** A step, and what a wait shows below it: the same table as in a terminal. */
interface TracedStep {
  readonly line: ProgressModel;
  readonly below?: DisplayModel;
}

/**
 * Watches every chain of one cell. Nothing is shown of a chain with a single quick step: its result says it all. No times
 * are shown, so that the same work looks the same in a saved notebook.
 */
export class LiveTrace implements RunObserver, Displayable {
  readonly #show: (value: Displayable) => DisplayHandle;
  readonly #steps = new Map<number, TracedStep>();
  #earlier = 0;
  #handle: DisplayHandle | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isStale = false;
  #isFinished = false;

  constructor(show: (value: Displayable) => DisplayHandle) {
    this.#show = show;
  }

  onStep({ id, label, state, outcome }: StepEvent): void {
    const step: ProgressModel = {
      kind: "progress",
      label,
      done: state === "done" ? 1 : 0,
      state: state === "started" ? "running" : state,
    };
    this.#put(id, { line: outcome === undefined ? step : { ...step, note: `→ ${outcome}` } });
    if (this.#handle !== undefined || this.#steps.size > 1) this.#changed();
  }

  onProgress({ id, label, done, total, note, model }: ProgressEvent): void {
    const step: ProgressModel = { kind: "progress", label, done, total, state: "running" };
    const line = note === undefined ? step : { ...step, note };
    this.#put(id, model === undefined ? { line } : { line, below: model });
    this.#changed();
  }

  /**
   * Draws the steps of a chain that took less than {@link firstMs}, before the cell shows something else: so the trace
   * stands before the chain's value, however long the chain took.
   */
  beforeOutput(): void {
    if (this.#handle !== undefined || !this.#isStale) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#draw();
  }

  /** Shows the last state; later events of chains that run on are shown too. */
  finish(): void {
    this.#isFinished = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#isStale) this.#draw();
  }

  [display](): DisplayModel {
    const steps = [...this.#steps.values()].flatMap<DisplayModel>(({ line, below }) => {
      return below === undefined ? [line] : [line, below];
    });
    if (this.#earlier > 0) steps.unshift({ kind: "text", text: `… ${this.#earlier} earlier steps`, tone: "dim" });
    return { kind: "stack", parts: steps };
  }

  #put(id: number, step: TracedStep): void {
    this.#steps.set(id, step);
    if (this.#steps.size <= maxSteps) return;
    const [oldest] = this.#steps.keys();
    if (oldest !== undefined) this.#steps.delete(oldest);
    this.#earlier += 1;
  }

  #changed(): void {
    this.#isStale = true;
    if (this.#timer !== undefined) return;
    const isFirst = this.#handle === undefined && !this.#isFinished;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        if (this.#isStale) this.#draw();
      },
      isFirst ? firstMs : updateMs,
    );
    // A chain that nobody awaits must not keep a kernel that is shutting down.
    this.#timer.unref();
  }

  #draw(): void {
    this.#isStale = false;
    if (this.#handle === undefined) this.#handle = this.#show(this);
    else this.#handle.update(this);
  }
}
