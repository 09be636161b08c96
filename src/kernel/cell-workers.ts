/** Tracks the worker threads that cells start, to end them before the kernel exits. */
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import type { Worker } from "node:worker_threads";

/** Tracks every worker that the process starts, except the sockets' worker and Node's own. */
export class CellWorkers {
  readonly #running = new Set<Worker>();

  readonly #socketsWorker: Worker;

  constructor(socketsWorker: Worker) {
    this.#socketsWorker = socketsWorker;
    process.on("worker", this.#add);
  }

  /**
   * Terminates all workers and waits up to `timeoutMs`; returns whether all have ended. A worker that is blocked in
   * native code, for example in `execSync`, cannot be terminated, and Node would wait for it forever.
   */
  async end(timeoutMs: number): Promise<boolean> {
    process.off("worker", this.#add);
    const ended = Promise.all([...this.#running].map((worker) => worker.terminate().catch(() => undefined)));
    return Promise.race([ended.then(() => true), sleep(timeoutMs, false)]);
  }

  readonly #add = (worker: Worker): void => {
    // Node ends the process when its thread for loader hooks ends.
    if (worker === this.#socketsWorker || worker.constructor.name === "InternalWorker") return;
    this.#running.add(worker);
    worker.once("exit", () => this.#running.delete(worker));
  };
}
