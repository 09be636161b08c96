/** Runs the kernel: the session on this thread, the sockets in a worker. */
import { readFileSync } from "node:fs";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { CellWorkers } from "./cell-workers.js";
import { guardExits, logError } from "./exit-guard.js";
import type { HandlerOptions, RequestHandlers } from "./requests/create-handlers.js";
import type { Header } from "./requests/messages.js";
import { parseConnection } from "./wire/connection.js";
import { crypto } from "./wire/crypto.js";
import { MessageEncoder } from "./wire/message-encoder.js";
import { ShellSocket } from "./wire/shell-socket.js";
import {
  type FromWorker,
  type Request,
  SharedCounters,
  type ToWorker,
  type WorkerStart,
} from "./wire/worker-messages.js";

/** Time limits of two steps of the shutdown; the sockets' thread kills a process that takes too long. */
const closeTimeoutMs = 800;
const workersTimeoutMs = 300;
/** How long to wait for a client's first request before the session's modules are loaded, which blocks this thread. */
const firstRequestMs = 10;

/** Options of {@link startKernel}. */
export interface KernelOptions {
  /** The file in which the client says where to listen. */
  readonly connectionFile: string;
  /** Loads the session and the request handlers while the sockets start. */
  readonly openHandlers: (options: HandlerOptions) => Promise<RequestHandlers>;
  /** The built script of the sockets' worker. */
  readonly sockets: string;
  /** The version in the kernel's info. */
  readonly version: string;
}

/**
 * Runs a kernel until it is shut down, and returns the exit code. The caller then calls `process.exit`, since timers
 * and sockets of cells may still be open.
 *
 * @throws {Error} the connection file cannot be read, or a port is not available
 */
export async function startKernel({ openHandlers, ...connection }: KernelOptions): Promise<number> {
  const running = listen(connection);
  const restoreExit = guardExits();
  const interrupt = () => running.interrupt();
  const end = () => running.end(0);
  process.on("SIGINT", interrupt).on("SIGTERM", end);
  try {
    await running.open(openHandlers);
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

// The shell socket first, since clients connect meanwhile.
function listen({ connectionFile, sockets, version }: Omit<KernelOptions, "openHandlers">): RunningKernel {
  try {
    const connection = parseConnection(readFileSync(connectionFile, "utf8"));
    const shell = new ShellSocket(connection);
    const session = crypto().randomUUID();
    const shared = new SharedCounters();
    const workerData: WorkerStart = { connection, connectionFile, session, version, shared: shared.memory };
    const running = new RunningKernel(shell, new Worker(sockets, { workerData }), shared);
    const onReplied = (request: Header) => running.publishReplied(request);
    shell.replyToKernelInfo({ encoder: new MessageEncoder(connection, session), version, onReplied });
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
  readonly #shared: SharedCounters;
  readonly #socketsClosed: Promise<void>;
  readonly #forwarded: Promise<void>;
  #handlers: RequestHandlers | undefined;
  readonly #early: Request[] = [];
  #isOpen = false;
  #finish: (exitCode: number) => void = () => undefined;
  #hasSentInterruptFlag = false;
  #isEnding = false;

  constructor(shell: ShellSocket, worker: Worker, shared: SharedCounters) {
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
    this.#forwarded = new Promise<void>((resolve) => {
      isBound = resolve;
    }).then(() => this.#forwardToWorker());
    this.ended = new Promise((resolve, reject) => {
      this.#finish = resolve;
      worker.once("error", reject);
      worker.on("message", (message: FromWorker) => {
        if (message.kind === "failed") reject(cannotListen(message.reason));
        else if (message.kind === "bound") isBound();
        else if (message.kind === "closed") isClosed();
        else this.#take(message);
      });
    });
    // Awaited only when the session is open; an earlier failure must not end the process.
    this.ended.catch(() => undefined);
  }

  /** Loads the session and the request handlers. */
  async open(openHandlers: KernelOptions["openHandlers"]): Promise<void> {
    const exit = (exitCode: number) => this.end(exitCode);
    await Promise.race([this.#shell.replied, sleep(firstRequestMs)]);
    this.#handlers = await openHandlers({ worker: this.#worker, shared: this.#shared, exit });
    // No cell may block this thread before the worker has all sockets.
    await Promise.race([this.#forwarded, this.ended]);
    this.#isOpen = true;
    for (const request of this.#early.splice(0)) this.#handle(request);
    // Starting the checker earlier would slow down the sockets' thread.
    if (!this.#isEnding) this.#handlers.session.warmUp();
  }

  /** Closes the session, with a time limit. */
  async closeSession(): Promise<void> {
    if (this.#handlers !== undefined) await withTimeout(this.#handlers.session.close());
  }

  interrupt(): void {
    this.#handlers?.session.interrupt();
  }

  #handle(request: Request): void {
    if (this.#handlers === undefined || !this.#isOpen) {
      this.#early.push(request);
      return;
    }
    // Sent with the first cell: without one there is nothing to interrupt.
    if (!this.#hasSentInterruptFlag && request.message.header.msg_type === "execute_request") {
      this.#hasSentInterruptFlag = true;
      this.#post({ kind: "interrupt-flag", memory: this.#handlers.session.interruptBuffer });
    }
    // An internal error fails one request only.
    this.#handlers.kernel.handle(request).catch(logError);
  }

  #post(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  /** Publishes the states busy and idle for a request that the shell socket replied to. */
  publishReplied(parent: Header): void {
    for (const state of ["busy", "idle"]) {
      const content = JSON.stringify({ execution_state: state });
      this.#shared.sending(content.length);
      this.#post({ kind: "publish", parent, type: "status", content });
    }
  }

  /** Shuts down: stops the running cell and closes the session. */
  end(exitCode: number): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    this.#handlers?.session.interrupt();
    this.closeSession()
      .catch(logError)
      .then(() => this.#finish(exitCode));
  }

  /** Sends pending output and closes the sockets; the process would abort with open ones. */
  async closeSockets(): Promise<void> {
    this.#post({ kind: "close" });
    // The worker kills the process if this takes too long.
    await this.#socketsClosed;
    await this.#shell.close();
    // The worker keeps running to kill a process that does not exit, but must not keep it alive.
    this.#worker.unref();
  }

  /** Ends the threads of cells; returns whether all have ended. */
  endWorkers(): Promise<boolean> {
    return this.#cellWorkers.end(workersTimeoutMs);
  }

  async #forwardToWorker(): Promise<void> {
    if (!this.#isEnding) await this.#shell.forwardToWorker();
  }

  #take(message: Exclude<FromWorker, { kind: "failed" | "bound" | "closed" }>): void {
    switch (message.kind) {
      case "request":
        this.#handle(message.request);
        return;
      case "interrupt":
        if (message.request === this.#shared.running) this.interrupt();
        return;
      case "answer":
        this.#handlers?.outbox.answer(message.id, message.value);
        return;
      case "shutdown":
        this.end(0);
    }
  }
}

async function withTimeout(work: Promise<unknown>): Promise<void> {
  await Promise.race([work.catch(() => undefined), sleep(closeTimeoutMs, undefined, { ref: false })]);
}
