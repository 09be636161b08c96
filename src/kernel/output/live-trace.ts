/** Shows the steps of a cell's chains as one display that is updated while they run. */
import { type Displayable, type DisplayModel, display, type ProgressModel } from "../../domain/display/display.js";
import type { DisplayHandle } from "../../domain/display/host-context.js";
import type { ProgressEvent, RunObserver, StepEvent } from "../../domain/lazy.js";
import { progressLine, stepLine } from "../../render/model/step-line.js";

/**
 * Delay before the first draw. A chain that ends sooner is drawn once, in its final state, for clients that cannot
 * update displays.
 */
const firstMs = 300;
/** Minimum time between updates, since each is a message that the client has to render. */
const updateMs = 100;
/** Maximum number of steps shown; earlier ones are counted. */
const maxSteps = 30;

/** Observes every chain of a cell, and shows its steps. */
export interface CellTrace extends RunObserver {
  /** Shows what has ended before other output of the cell, so that the trace precedes the chain's value. */
  beforeOutput(): void;
  /** Shows the final state. Later events of chains that are still running are shown as they come. */
  finish(): void;
}

/** A step, and a table that a wait shows below it. */
interface TracedStep {
  readonly line: ProgressModel;
  readonly below?: DisplayModel;
}

/**
 * Observes every chain of a cell. A chain with a single quick step shows nothing except its result. No times are shown,
 * so that saved notebooks do not differ between runs.
 */
export class LiveTrace implements CellTrace, Displayable {
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

  onStep(event: StepEvent): void {
    const { id, outcome } = event;
    this.#put(id, { line: stepLine(event, outcome === undefined ? "" : `→ ${outcome}`) });
    if (this.#handle !== undefined || this.#steps.size > 1) this.#changed();
  }

  onProgress(event: ProgressEvent): void {
    const line = progressLine(event);
    this.#put(event.id, event.model === undefined ? { line } : { line, below: event.model });
    this.#changed();
  }

  /**
   * Draws the steps of a chain that took less than {@link firstMs} before other output of the cell, so that the trace
   * always precedes the chain's value.
   */
  beforeOutput(): void {
    if (this.#handle !== undefined || !this.#isStale) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#draw();
  }

  /** Draws the final state. Later events of chains that are still running update it. */
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
    // A chain that is not awaited must not delay a shutdown.
    this.#timer.unref();
  }

  #draw(): void {
    this.#isStale = false;
    if (this.#handle === undefined) this.#handle = this.#show(this);
    else this.#handle.update(this);
  }
}
