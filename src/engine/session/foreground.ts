import { executionAsyncId } from "node:async_hooks";
import type { InterruptFlag } from "../interrupt/interrupt.js";
import { type CellRun, Interrupted } from "./cell-run.js";

/**
 * Which cell runs, and which cell's code is on the stack: the two differ where a cell left a timer or a chain of awaits
 * behind. AsyncLocalStorage would tell exactly, but with it a library's busy loop cannot be stopped without the process.
 */
export class Foreground {
  readonly brake: InterruptFlag;
  #running: CellRun | undefined;
  #owner: CellRun | undefined;

  constructor(brake: InterruptFlag) {
    this.brake = brake;
  }

  get running(): CellRun | undefined {
    return this.#running;
  }

  /** The cell that what happens now is credited to: the last one, where nothing tells better. */
  get owner(): CellRun | undefined {
    return this.#owner;
  }

  begin(run: CellRun): void {
    this.#running = run;
    this.#owner = run;
    this.brake.setRunning(run.id);
  }

  finish(run: CellRun): void {
    if (this.#running !== run) return;
    this.#running = undefined;
    this.brake.setRunning(0);
  }

  /**
   * Says that code of `owner` goes on here, after an await. Where nobody follows asynchronous calls (AsyncLocalStorage,
   * hooks), Node has nothing on its own stack meanwhile: then even a library's endless loop can be cut off. Elsewhere
   * that would end the process.
   */
  resume(owner: CellRun | undefined): void {
    this.enter(owner);
    if (executionAsyncId() !== 0) return;
    this.brake.setCuttable(true);
    queueMicrotask(this.#endResume);
  }

  readonly #endResume = () => this.brake.setCuttable(false);

  /** Says that code of `owner` goes on from here; when it is not what runs, until its next pause. */
  enter(owner: CellRun | undefined): void {
    this.#owner = owner;
    this.brake.setLook(owner?.end !== undefined);
    const running = this.#running;
    if (running === undefined || owner === running) return;
    queueMicrotask(() => {
      if (this.#running !== running || this.#owner !== owner) return;
      this.#owner = running;
      this.brake.setLook(running.end !== undefined);
    });
  }

  /** Stops the running cell, if another thread asked for it; throws where the code on the stack is a stopped cell's. */
  check(): void {
    if (this.brake.isWanted) this.interrupt();
    if (this.#owner?.end !== undefined) throw new Interrupted();
    this.brake.setLook(false);
  }

  /** Stops the running cell. */
  interrupt(): void {
    this.brake.take();
    this.#running?.stop({ status: "interrupted" });
    this.brake.setLook(this.#owner?.end !== undefined);
  }
}
