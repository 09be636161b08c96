/** The threads that cells start: the kernel ends them before it ends itself. */
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import type { Worker } from "node:worker_threads";

/** Follows every worker that the process starts, except the one that holds the sockets. */
export class CellWorkers {
  readonly #running = new Set<Worker>();

  readonly #own: Worker;

  constructor(own: Worker) {
    this.#own = own;
    process.on("worker", this.#add);
  }

  /**
   * Terminates them all and waits up to `patienceMs`; returns whether all have ended. A worker that is blocked in
   * native code, for example in `execSync`, cannot be terminated, and Node would wait for it without end.
   */
  async end(patienceMs: number): Promise<boolean> {
    process.off("worker", this.#add);
    const ended = Promise.all([...this.#running].map((worker) => worker.terminate().catch(() => undefined)));
    const isOver = await Promise.race([ended.then(() => true), sleep(patienceMs, false)]);
    return isOver;
  }

  readonly #add = (worker: Worker): void => {
    if (worker === this.#own) return;
    this.#running.add(worker);
    worker.once("exit", () => this.#running.delete(worker));
  };
}
