/** Shows the steps of a cell's chains in clients that cannot change a display: each step once, when it has ended. */
import { type Displayable, type DisplayModel, display, type ProgressModel } from "../../domain/display/display.js";
import type { ProgressEvent, StepEvent } from "../../domain/lazy.js";
import { progressLine, stepLine } from "../../render/model/step-line.js";
import type { CellTrace } from "./live-trace.js";

/** A step that takes longer is announced. */
const announceMs = 300;

interface LoggedStep {
  readonly line: ProgressModel;
  readonly isEnded: boolean;
}

/** Prints ended steps before other output and at the end, and one line for a step that takes long. */
export class StepLog implements CellTrace {
  readonly #show: (value: Displayable) => unknown;
  /** The steps that are not printed yet. */
  readonly #pending = new Map<number, LoggedStep>();
  readonly #announced = new Set<number>();
  #timer: NodeJS.Timeout | undefined;
  /** Whether there is more to say than the result: several steps, or progress. */
  #isWanted = false;
  #first: number | undefined;
  #isFinished = false;

  constructor(show: (value: Displayable) => unknown) {
    this.#show = show;
  }

  onStep(event: StepEvent): void {
    const { id, state, outcome } = event;
    this.#first ??= id;
    if (id !== this.#first) this.#isWanted = true;
    const isEnded = state !== "started";
    this.#pending.set(id, { line: stepLine(event, outcome === undefined ? "" : `→ ${outcome}`), isEnded });
    if (isEnded && this.#isFinished) this.#print(false);
    else this.#wait();
  }

  onProgress(event: ProgressEvent): void {
    this.#isWanted = true;
    this.#pending.set(event.id, { line: progressLine(event), isEnded: false });
    this.#wait();
  }

  beforeOutput(): void {
    this.#print(false);
  }

  finish(): void {
    this.#isFinished = true;
    this.#print(false);
  }

  #wait(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#print(true);
    }, announceMs);
    // A chain that is not awaited must not delay a shutdown.
    this.#timer.unref();
  }

  #print(announces: boolean): void {
    if (!this.#isWanted) return;
    const parts: DisplayModel[] = [];
    for (const [id, { line, isEnded }] of this.#pending) {
      if (isEnded) {
        this.#pending.delete(id);
        parts.push(line);
      } else if (announces && !this.#announced.has(id)) {
        this.#announced.add(id);
        parts.push({ kind: "text", text: announcement(line), tone: "dim" });
      }
    }
    if (parts.length > 0) this.#show({ [display]: () => ({ kind: "stack", parts }) });
  }
}

function announcement({ label, note }: ProgressModel): string {
  return note === undefined ? `… ${label}` : `… ${label} (${note})`;
}
