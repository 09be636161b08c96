/** Shows the steps of running chains at the bottom of the screen. Loads the renderer with the first step. */
import type { ProgressEvent, RunObserver, StepEvent } from "../../domain/lazy.js";
import type { ChainTrace } from "../../render/terminal/trace.js";
import type { Screen } from "./screen.js";

/** Observes chains and draws their steps. */
export class ScreenTrace implements RunObserver {
  readonly #screen: Screen;
  readonly #color: boolean;
  #drawn: ChainTrace | undefined;
  #loading: Promise<void> | undefined;
  #early: ((trace: ChainTrace) => void)[] = [];
  #hasSteps = false;

  readonly #onBegin: () => void;

  /** `onBegin` is called when the first step starts. */
  constructor(screen: Screen, color: boolean, onBegin: () => void = () => {}) {
    this.#onBegin = onBegin;
    this.#screen = screen;
    this.#color = color;
  }

  /** Whether a chain has run. */
  get hasSteps(): boolean {
    return this.#hasSteps;
  }

  onStep(event: StepEvent): void {
    if (!this.#hasSteps) this.#onBegin();
    this.#hasSteps = true;
    this.#notify((trace) => trace.onStep?.(event));
  }

  onProgress(event: ProgressEvent): void {
    this.#notify((trace) => trace.onProgress?.(event));
  }

  /** Erases the running steps. */
  async end(): Promise<void> {
    await this.#loading;
    this.#drawn?.close();
    this.#drawn = undefined;
  }

  #notify(event: (trace: ChainTrace) => void): void {
    if (this.#drawn !== undefined) {
      event(this.#drawn);
      return;
    }
    this.#early.push(event);
    this.#loading ??= this.#load();
  }

  async #load(): Promise<void> {
    const [{ chainTrace }, { terminalPaint }] = await Promise.all([
      import("../../render/terminal/trace.js"),
      import("../../render/terminal/color.js"),
    ]);
    const screen = this.#screen;
    const slot = screen.addLiveRows(false);
    const drawn = chainTrace({
      isLive: true,
      // Some terminals wrap a row that fills the last column.
      get columns() {
        return screen.columns - 1;
      },
      get rows() {
        return screen.rows - 1;
      },
      paint: terminalPaint(this.#color),
      draw: (lines) => slot.set(lines.map(screen.drawable)),
      above: (line) => screen.print(`${screen.drawable(line)}\n`),
      clear: () => slot.set([]),
      close: () => slot.set([]),
    });
    this.#drawn = drawn;
    for (const event of this.#early.splice(0)) event(drawn);
  }
}
