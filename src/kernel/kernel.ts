/** The kernel: a session on this thread, its sockets in a worker. */
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { type FromWorker, type Request, Shared, type ToWorker, type WorkerStart } from "./link.js";
import type { Ends, Parts } from "./parts.js";

/** The worker ends the process by force after twice this time. */
const closePatienceMs = 800;

/** How a kernel is started. */
export interface KernelOptions {
  /** The file by which the client says where to listen. */
  readonly connectionFile: string;
  /** Opens what handles requests, while the sockets come up; its session is closed at the end. */
  readonly openParts: (ends: Ends) => Promise<Parts>;
  /** The script of the worker that holds the sockets, as built. */
  readonly sockets: string;
  /** The version that the kernel tells. */
  readonly version: string;
}

/**
 * Runs a kernel until it is shut down, and gives the exit code that the process should end with.
 *
 * @throws {Error} the connection file cannot be read, or its ports cannot be had
 */
export async function startKernel({ connectionFile, openParts, sockets, version }: KernelOptions): Promise<number> {
  const shared = new Shared();
  const workerData: WorkerStart = { connectionFile, version, shared: shared.memory };
  const worker = new Worker(sockets, { workerData });
  const running = new RunningKernel(worker, shared);
  const interrupt = () => running.interrupt();
  const end = () => running.end(0);
  process.on("SIGINT", interrupt).on("SIGTERM", end);
  try {
    await running.open(openParts);
    return await running.ended;
  } catch (reason) {
    await running.closeSession();
    throw reason;
  } finally {
    process.off("SIGINT", interrupt).off("SIGTERM", end);
    // A worker that could not begin ends by itself.
    worker.unref();
  }
}

class RunningKernel {
  readonly ended: Promise<number>;
  readonly #worker: Worker;
  readonly #shared: Shared;
  readonly #workerGone: Promise<void>;
  #parts: Parts | undefined;
  #early: Request[] = [];
  #finish: (exitCode: number) => void = () => undefined;
  #isBound = false;
  #hasBrake = false;
  #isEnding = false;

  constructor(worker: Worker, shared: Shared) {
    this.#worker = worker;
    this.#shared = shared;
    this.#workerGone = new Promise((resolve) => worker.once("exit", () => resolve()));
    this.ended = new Promise((resolve, reject) => {
      this.#finish = resolve;
      worker.once("error", reject);
      worker.on("message", (told: FromWorker) => {
        if (told.kind === "failed") reject(new Error(`the kernel cannot listen: ${told.reason}`));
        else this.#take(told);
      });
    });
    // It is awaited once the session is open; a failure before that must not end the process.
    this.ended.catch(() => undefined);
  }

  /** Loads what handles requests, which the sockets need not wait for. */
  async open(openParts: KernelOptions["openParts"]): Promise<void> {
    const exit = (exitCode: number) => this.end(exitCode);
    this.#parts = await openParts({ worker: this.#worker, shared: this.#shared, exit });
    for (const request of this.#early) this.#handle(request);
    this.#early = [];
    this.#warmUp();
  }

  /** Not before there are sockets: the checker comes up in threads of its own, and they would wait for a processor. */
  #warmUp(): void {
    if (this.#isBound && !this.#isEnding) this.#parts?.session.warmUp();
  }

  /** Gives the session back; not waited for without end. */
  async closeSession(): Promise<void> {
    if (this.#parts !== undefined) await withinPatience(this.#parts.session.close());
  }

  interrupt(): void {
    this.#parts?.session.interrupt();
  }

  #handle(request: Request): void {
    if (this.#parts === undefined) {
      this.#early.push(request);
      return;
    }
    // Not before the first cell: a session that only answers questions needs no thread that watches over loops.
    if (!this.#hasBrake && request.message.header.msg_type === "execute_request") {
      this.#hasBrake = true;
      this.#tell({ kind: "brake", memory: this.#parts.session.brake });
    }
    void this.#parts.kernel.handle(request);
  }

  #tell(told: ToWorker): void {
    this.#worker.postMessage(told);
  }

  /** Stops what runs, lets output go out, closes the sockets: the process aborts where they are left open. */
  end(exitCode: number): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    void this.#close().then(() => this.#finish(exitCode));
  }

  async #close(): Promise<void> {
    this.#parts?.session.interrupt();
    await this.closeSession();
    this.#tell({ kind: "close" });
    await withinPatience(this.#workerGone);
  }

  #take(told: Exclude<FromWorker, { kind: "failed" }>): void {
    switch (told.kind) {
      case "request":
        this.#handle(told.request);
        return;
      case "interrupt":
        if (told.request === this.#shared.running) this.interrupt();
        return;
      case "answer":
        this.#parts?.outbox.answer(told.id, told.value);
        return;
      case "bound":
        this.#isBound = true;
        this.#warmUp();
        return;
      case "shutdown":
        this.end(0);
    }
  }
}

async function withinPatience(work: Promise<unknown>): Promise<void> {
  await Promise.race([work.catch(() => undefined), sleep(closePatienceMs, undefined, { ref: false })]);
}
