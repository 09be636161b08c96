/** The kernel: a session on this thread, its sockets in a worker. */
import { readFileSync } from "node:fs";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { CellWorkers } from "./cell-workers.js";
import { guardExits, logFault } from "./exits.js";
import type { Ends, Parts } from "./requests/kernel-setup.js";
import type { Header } from "./requests/messages.js";
import { parseConnection } from "./wire/connection.js";
import { crypto } from "./wire/crypto.js";
import { Envelope } from "./wire/envelope.js";
import { type FromWorker, type Request, Shared, type ToWorker, type WorkerStart } from "./wire/link.js";
import { ShellSocket } from "./wire/shell-socket.js";

/** Each step of the end may take so long; the sockets' thread kills the process after 2 s. */
const closePatienceMs = 800;
const workersPatienceMs = 300;

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
 * Runs a kernel until it is shut down, and returns the exit code that the process should end with. The caller calls
 * `process.exit` then: what cells left running must not keep the process.
 *
 * @throws {Error} the connection file cannot be read, or its ports cannot be had
 */
export async function startKernel({ openParts, ...place }: KernelOptions): Promise<number> {
  const running = listen(place);
  const restoreExit = guardExits();
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
    await running.closeSockets();
    if (!(await running.endWorkers())) process.kill(process.pid, "SIGKILL");
    process.off("SIGINT", interrupt).off("SIGTERM", end);
    restoreExit();
  }
}

// The shell before all else: clients connect meanwhile.
function listen({ connectionFile, sockets, version }: Omit<KernelOptions, "openParts">): RunningKernel {
  try {
    const connection = parseConnection(readFileSync(connectionFile, "utf8"));
    const shell = new ShellSocket(connection);
    const session = crypto().randomUUID();
    const shared = new Shared();
    const workerData: WorkerStart = { connection, connectionFile, session, version, shared: shared.memory };
    const running = new RunningKernel(shell, new Worker(sockets, { workerData }), shared);
    const onAnswered = (request: Header) => running.showAnswered(request);
    shell.attend({ envelope: new Envelope(connection, session), version, onAnswered });
    return running;
  } catch (reason) {
    throw cannotListen(reason);
  }
}

function cannotListen(reason: unknown): Error {
  return new Error(`the kernel cannot listen: ${reason instanceof Error ? reason.message : String(reason)}`);
}

class RunningKernel {
  readonly ended: Promise<number>;
  readonly #shell: ShellSocket;
  readonly #worker: Worker;
  readonly #cellWorkers: CellWorkers;
  readonly #shared: Shared;
  readonly #socketsClosed: Promise<void>;
  readonly #carried: Promise<void>;
  #parts: Parts | undefined;
  readonly #early: Request[] = [];
  #isOpen = false;
  #finish: (exitCode: number) => void = () => undefined;
  #hasBrake = false;
  #isEnding = false;

  constructor(shell: ShellSocket, worker: Worker, shared: Shared) {
    this.#shell = shell;
    this.#worker = worker;
    this.#cellWorkers = new CellWorkers(worker);
    this.#shared = shared;
    let isClosed: () => void = () => undefined;
    this.#socketsClosed = new Promise((resolve) => {
      isClosed = resolve;
      worker.once("exit", isClosed);
    });
    let isBound: () => void = () => undefined;
    this.#carried = new Promise<void>((resolve) => {
      isBound = resolve;
    }).then(() => this.#carryOver());
    this.ended = new Promise((resolve, reject) => {
      this.#finish = resolve;
      worker.once("error", reject);
      worker.on("message", (told: FromWorker) => {
        if (told.kind === "failed") reject(cannotListen(told.reason));
        else if (told.kind === "bound") isBound();
        else if (told.kind === "closed") isClosed();
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
    // No cell may hold this thread before the worker has all sockets.
    await Promise.race([this.#carried, this.ended]);
    this.#isOpen = true;
    for (const request of this.#early.splice(0)) this.#handle(request);
    // Not before: the checker comes up in threads of its own, and the sockets would wait for a processor.
    if (!this.#isEnding) this.#parts.session.warmUp();
  }

  /** Gives the session back; not waited for without end. */
  async closeSession(): Promise<void> {
    if (this.#parts !== undefined) await withinPatience(this.#parts.session.close());
  }

  interrupt(): void {
    this.#parts?.session.interrupt();
  }

  #handle(request: Request): void {
    if (this.#parts === undefined || !this.#isOpen) {
      this.#early.push(request);
      return;
    }
    // Not before the first cell: a session that only answers questions needs no thread that watches over loops.
    if (!this.#hasBrake && request.message.header.msg_type === "execute_request") {
      this.#hasBrake = true;
      this.#tell({ kind: "interrupt-flag", memory: this.#parts.session.interruptBuffer });
    }
    // An internal error fails one request only.
    this.#parts.kernel.handle(request).catch(logFault);
  }

  #tell(told: ToWorker): void {
    this.#worker.postMessage(told);
  }

  /** Shows all clients that a request was answered. */
  showAnswered(parent: Header): void {
    for (const state of ["busy", "idle"]) {
      const content = JSON.stringify({ execution_state: state });
      this.#shared.sending(content.length);
      this.#tell({ kind: "publish", parent, type: "status", content });
    }
  }

  /** Stops what runs. */
  end(exitCode: number): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    this.#parts?.session.interrupt();
    this.closeSession()
      .catch(logFault)
      .then(() => this.#finish(exitCode));
  }

  /** Lets output go out and closes the sockets: the process aborts where they are left open. */
  async closeSockets(): Promise<void> {
    this.#tell({ kind: "close" });
    await withinPatience(this.#socketsClosed);
    await this.#shell.close();
    // It stays to kill a process that does not end, and must not be what keeps it.
    this.#worker.unref();
  }

  /** Ends the threads that cells started; returns whether all have ended. */
  endWorkers(): Promise<boolean> {
    return this.#cellWorkers.end(workersPatienceMs);
  }

  async #carryOver(): Promise<void> {
    if (!this.#isEnding) await this.#shell.carryOver();
  }

  #take(told: Exclude<FromWorker, { kind: "failed" | "bound" | "closed" }>): void {
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
      case "shutdown":
        this.end(0);
    }
  }
}

async function withinPatience(work: Promise<unknown>): Promise<void> {
  await Promise.race([work.catch(() => undefined), sleep(closePatienceMs, undefined, { ref: false })]);
}
