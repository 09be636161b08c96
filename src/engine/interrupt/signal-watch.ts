/**
 * Notices SIGINT while the main thread is busy. Node delivers signals only on the main thread, when its event loop turns; a
 * `vm` script with `breakOnSigint` is stopped at once, in any thread. So a worker sleeps in such a script: when the script
 * is stopped, a signal has arrived.
 */
import { Worker } from "node:worker_threads";
import { packageFile } from "../../base/files/package-file.js";
import type { InterruptFlag } from "./interrupt.js";
import type { WatchData } from "./watch-thread.js";

const reactionTimeMs = 250;
/** Milliseconds that code waits for the thread before it starts a synchronous child. */
const startLimitMs = 1000;

const threadFile = packageFile("dist/engine/watch-thread.cjs");

/** Watches for SIGINT in one session. Starts its worker when a cell first waits for something. */
export class SignalWatch {
  readonly #flag: InterruptFlag;
  readonly #onSignal: () => void;
  #worker: Worker | undefined;
  #isArmed = false;
  /** Whether the thread has to be started when the guard has ended. */
  #isDue = false;
  #isClosed = false;
  /** The process's listeners, removed while a cell runs. */
  #removedListeners: NodeJS.SignalsListener[] = [];
  readonly #onExit = () => this.#flag.endWatch();
  readonly #own: NodeJS.SignalsListener = () => {
    this.#flag.countSignal();
    this.#onSignal();
  };
  /** Listeners set before a script's own code ran. */
  #earlierListeners: ReadonlySet<unknown> | undefined;
  readonly #isScript: boolean;
  #isYielded = false;
  /** Stops the script only if it has no listeners of its own. */
  readonly #scriptListener: NodeJS.SignalsListener = () => {
    if (this.#ownOfScript().length === 0) this.#onSignal();
  };

  /**
   * Calls `onSignal` on the main thread to stop the running cell. With `isScript`, the code's own listeners are called
   * instead, as in Node.
   */
  constructor(flag: InterruptFlag, onSignal: () => void, isScript: boolean) {
    this.#flag = flag;
    this.#onSignal = onSignal;
    this.#isScript = isScript;
  }

  /** Whether the code's own listeners get the signals; no guard may be installed then. */
  get isYielded(): boolean {
    return this.#isYielded;
  }

  /** Takes over SIGINT for a cell. `listens`: the source of a script mentions SIGINT. */
  takeSignals(listens = false): void {
    this.#isArmed = true;
    if (this.#isScript) {
      this.#earlierListeners ??= new Set(process.rawListeners("SIGINT"));
      this.#isYielded = listens || this.#ownOfScript().length > 0;
      process.on("newListener", this.#onListener);
    }
    this.#take();
    if (this.#isYielded) return;
    if (this.#flag.isWatchStarted) this.#flag.listen(0);
    else process.on("SIGINT", this.#own);
  }

  #take(): void {
    const own = this.#isYielded ? this.#ownOfScript() : [];
    for (const listener of rawListeners()) {
      if (listener === this.#own || own.includes(listener)) continue;
      this.#removedListeners.push(listener);
      process.off("SIGINT", listener);
    }
    process.off("SIGINT", this.#own);
  }

  /** The listeners that a script has set. */
  #ownOfScript(): NodeJS.SignalsListener[] {
    const ours: readonly unknown[] = [this.#own, this.#scriptListener];
    return rawListeners().filter(
      (listener) => this.#earlierListeners?.has(listener) === false && !ours.includes(listener),
    );
  }

  // For libraries that listen although the script's source does not mention the signal. Called before the listener is added.
  readonly #onListener = (event: string | symbol, listener: unknown): void => {
    if (event !== "SIGINT" || listener === this.#own || listener === this.#scriptListener) return;
    process.nextTick(() => this.yieldToScript());
  };

  /** Gives the signals to a script that has its own listeners; call it only while no guard is installed. */
  yieldToScript(): void {
    if (!this.#isScript || !this.#isArmed) return;
    const own = this.#ownOfScript();
    if (own.length === 0 && !this.#isYielded) return;
    if (!this.#isYielded) {
      this.#isYielded = true;
      // The guard and the watch restored SIGINT's default action; adding the first listener again installs the handler.
      this.#flag.stopListening(100);
      process.off("SIGINT", this.#own);
      process.off("newListener", this.#onListener);
      for (const listener of own) process.off("SIGINT", listener);
      for (const listener of own) process.on("SIGINT", listener);
    }
    if (!rawListeners().includes(this.#scriptListener)) process.on("SIGINT", this.#scriptListener);
  }

  /**
   * Prepares for running the cell's code in a guard. No listener may exist while the watch listens: the guard would remove
   * it together with the process's signal handler, and the watch would not install that handler again.
   */
  prepareGuard(): void {
    if (!this.#flag.isWatchStarted) return;
    if (process.listenerCount("SIGINT") > 0) {
      this.#flag.stopListening(100);
      this.#take();
    }
    this.#flag.listen(5);
  }

  /** Starts the thread when a cell begins to wait, since its code then runs outside of the guard. */
  start(): void {
    // A signal would stop the guarded construction of the worker anywhere, with errors or an abort in Node's internals.
    this.#isDue = this.#flag.isGuarded;
    if (!this.#isDue) this.#start();
  }

  /** Starts the thread if that was due in a guard that has ended. */
  startIfDue(): void {
    if (this.#isDue) this.start();
  }

  #start(): void {
    if (this.#worker !== undefined || this.#isClosed) return;
    // Between cells the process handles signals itself.
    if (this.#isArmed && !this.#isYielded) this.#flag.listen(0);
    const { memory } = this.#flag;
    const worker = new Worker(threadFile, {
      workerData: { memory, reactionTimeMs } satisfies WatchData,
      execArgv: [],
      stdin: false,
      trackUnmanagedFds: false,
      resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2, stackSizeMb: 1 },
    });
    // The message may arrive after its cell has ended.
    worker.on("message", () => {
      if (this.#flag.isStopRequested) this.#onSignal();
    });
    worker.unref();
    // The end of the process does not end a worker that sleeps in a guard.
    process.once("exit", this.#onExit);
    this.#worker = worker;
  }

  /** Like {@link start}, and waits for the thread: the main thread is going to be blocked by a child process. */
  startNow(): void {
    if (!this.#isArmed || this.#isYielded) return;
    this.#start();
    if (this.#worker !== undefined) this.#flag.waitUntilListening(startLimitMs);
  }

  /** Gives SIGINT back to the process after a cell. */
  giveBackSignals(): void {
    this.#isArmed = false;
    // When the last listener is removed, SIGINT's default action is restored, so the others are added after that.
    this.#flag.stopListening(100);
    for (const listener of [this.#own, this.#scriptListener]) process.off("SIGINT", listener);
    process.off("newListener", this.#onListener);
    const added = rawListeners();
    for (const listener of added) process.off("SIGINT", listener);
    for (const listener of [...this.#removedListeners, ...added]) process.on("SIGINT", listener);
    this.#removedListeners = [];
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#flag.endWatch();
    process.off("exit", this.#onExit);
    await this.#worker?.terminate();
    this.#worker = undefined;
  }
}

/** Includes the wrappers of `once`, so that a listener that is added again still fires once. */
function rawListeners(): NodeJS.SignalsListener[] {
  return process.rawListeners("SIGINT").flatMap((listener) => (isListener(listener) ? [listener] : []));
}

function isListener(listener: unknown): listener is NodeJS.SignalsListener {
  return typeof listener === "function";
}
