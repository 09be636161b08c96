import { executionAsyncId } from "node:async_hooks";
import type { InterruptFlag } from "../interrupt/interrupt.js";
import { type CellRun, Interrupted } from "./cell-run.js";

/**
 * Tracks which cell runs and which cell's code is on the stack; the two differ when a cell left a timer or pending awaits
 * behind. AsyncLocalStorage would be exact, but with it a library's busy loop could not be stopped without the process.
 */
export class Foreground {
  readonly interruptFlag: InterruptFlag;
  #running: CellRun | undefined;
  #owner: CellRun | undefined;

  constructor(interruptFlag: InterruptFlag) {
    this.interruptFlag = interruptFlag;
  }

  get running(): CellRun | undefined {
    return this.#running;
  }

  /** The cell that current output is attributed to; by default the latest. */
  get owner(): CellRun | undefined {
    return this.#owner;
  }

  begin(run: CellRun): void {
    this.#running = run;
    this.#owner = run;
    this.interruptFlag.setRunning(run.id);
  }

  finish(run: CellRun): void {
    if (this.#running !== run) return;
    this.#running = undefined;
    this.interruptFlag.setRunning(0);
  }

  /**
   * Marks that code of `owner` continues after an await. Without AsyncLocalStorage or async hooks, Node has nothing on its
   * own stack meanwhile, so even a library's endless loop can be terminated; otherwise that would end the process.
   */
  resume(owner: CellRun | undefined): void {
    this.enter(owner);
    if (executionAsyncId() !== 0) return;
    this.interruptFlag.setTerminable(true);
    queueMicrotask(this.#endResume);
  }

  readonly #endResume = () => this.interruptFlag.setTerminable(false);

  /** Marks that code of `owner` continues here: until its next pause, unless it is the running cell. */
  enter(owner: CellRun | undefined): void {
    this.#owner = owner;
    this.interruptFlag.setCheck(owner?.end !== undefined);
    const running = this.#running;
    if (running === undefined || owner === running) return;
    queueMicrotask(() => {
      if (this.#running !== running || this.#owner !== owner) return;
      this.#owner = running;
      this.interruptFlag.setCheck(running.end !== undefined);
    });
  }

  /** Stops the running cell if another thread requested it; throws if the code on the stack belongs to a stopped cell. */
  check(): void {
    if (this.interruptFlag.isStopRequested) this.interrupt();
    if (this.#owner?.end !== undefined) throw new Interrupted();
    this.interruptFlag.setCheck(false);
  }

  /** Stops the running cell. */
  interrupt(): void {
    this.interruptFlag.acknowledge();
    this.#running?.stop({ status: "interrupted" });
    this.interruptFlag.setCheck(this.#owner?.end !== undefined);
  }
}
