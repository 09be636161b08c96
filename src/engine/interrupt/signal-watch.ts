/**
 * Hears SIGINT while the main thread is busy. Node tells signals to the main thread alone, when it comes round; but a
 * script of `vm` with `breakOnSigint` is stopped at once, in any thread. So a worker sleeps in such a script: when it is
 * stopped, a signal came.
 */
import { Worker } from "node:worker_threads";
import { type InterruptFlag, slot } from "./interrupt.js";

/** How long a cell may take to come to a loop or an await, before its execution is cut off. */
const patienceMs = 250;

// A text and not a module: it starts in a third of the time, from sources as from the built package.
const source = `
const { parentPort, workerData } = require("node:worker_threads");
const { Script } = require("node:vm");
const { memory, slot, patienceMs } = workerData;
const at = (name) => Atomics.load(memory, slot[name]);
let heard = 0;
const sleep = () => {
  Atomics.store(memory, slot.armed, 1);
  Atomics.notify(memory, slot.armed);
  Atomics.wait(memory, slot.bell, heard);
};
const want = (cell) => {
  Atomics.store(memory, slot.wanted, cell);
  Atomics.store(memory, slot.look, 1);
  Atomics.add(memory, slot.signals, 1);
  Atomics.notify(memory, slot.signals);
};
const terminate = () => {
  const { Session } = require("node:inspector");
  const session = new Session();
  session.connectToMainThread();
  session.post("Runtime.terminateExecution");
  session.disconnect();
};
const cut = () => {
  if (at("guarded") === 1) process.kill(process.pid, "SIGINT");
  else if (at("cuttable") === 1) terminate();
};
const press = () => {
  const cell = at("wanted");
  if (cell === 0 || cell !== at("running")) return;
  const taken = at("taken");
  parentPort.postMessage("wanted");
  if (Atomics.wait(memory, slot.taken, taken, patienceMs) !== "timed-out") return;
  if (at("running") === cell && at("taken") === taken) cut();
};
const hear = () => {
  const cell = at("running");
  if (cell === 0) return;
  // The second signal, while the first is waited for.
  if (at("wanted") === cell) cut();
  else want(cell);
};
globalThis.slylabSleep = sleep;
const asleep = new Script("slylabSleep()");
const guarded = (script) => {
  try {
    script.runInThisContext({ breakOnSigint: true });
    return true;
  } catch (error) {
    if (error.code !== "ERR_SCRIPT_EXECUTION_INTERRUPTED") throw error;
    return false;
  }
};
let isCutShort = false;
globalThis.slylabListen = () => {
  if (isCutShort) {
    isCutShort = false;
    hear();
    press();
  }
  while (at("order") === 1) {
    heard = at("bell");
    if (at("order") !== 1) return;
    if (at("wanted") === 0 && !guarded(asleep)) hear();
    press();
  }
};
// Around all that is done while it listens: a signal that finds no guard ends the process.
const listening = new Script("slylabListen()");
Atomics.store(memory, slot.up, 1);
while (at("order") !== 2) {
  if (at("order") === 0) {
    Atomics.store(memory, slot.armed, 0);
    heard = at("bell");
    if (at("order") !== 0) continue;
    Atomics.store(memory, slot.quiet, heard);
    Atomics.notify(memory, slot.quiet);
    Atomics.wait(memory, slot.bell, heard);
  } else isCutShort = !guarded(listening);
}
`;

/** The watch of one session. Its worker is started when a cell first waits for something. */
export class SignalWatch {
  readonly #brake: InterruptFlag;
  readonly #onSignal: () => void;
  #worker: Worker | undefined;
  #isArmed = false;
  #isClosed = false;
  /** Listeners of the process, taken from it while a cell runs. */
  #taken: NodeJS.SignalsListener[] = [];
  readonly #onExit = () => this.#brake.endWatch();
  readonly #own: NodeJS.SignalsListener = () => {
    this.#brake.countSignal();
    this.#onSignal();
  };
  /** In a script: listeners that are there before its code runs, and are not its own. */
  #others: ReadonlySet<unknown> | undefined;
  readonly #isScript: boolean;
  #isYielded = false;
  /** Where the script has listeners, Node calls them and nothing is stopped. */
  readonly #polite: NodeJS.SignalsListener = () => {
    if (this.#ownOfScript().length === 0) this.#onSignal();
  };

  /**
   * `onSignal` is called in the main thread when it comes round: the running cell is to be stopped. With `isScript` the
   * code's own listeners are called instead, as Node does.
   */
  constructor(brake: InterruptFlag, onSignal: () => void, isScript: boolean) {
    this.#brake = brake;
    this.#onSignal = onSignal;
    this.#isScript = isScript;
  }

  /** Whether signals are left to the code's own listeners: no guard may be set. */
  get isYielded(): boolean {
    return this.#isYielded;
  }

  /** A cell begins: its signals are ours. `listens` says that a script's text speaks of the signal. */
  arm(listens = false): void {
    this.#isArmed = true;
    if (this.#isScript) {
      this.#others ??= new Set(process.rawListeners("SIGINT"));
      this.#isYielded = listens || this.#ownOfScript().length > 0;
      process.on("newListener", this.#onListener);
    }
    this.#take();
    if (this.#isYielded) return;
    if (this.#brake.isWatchUp) this.#brake.listen(0);
    else process.on("SIGINT", this.#own);
  }

  #take(): void {
    const own = this.#isYielded ? this.#ownOfScript() : [];
    for (const listener of rawListeners()) {
      if (listener === this.#own || own.includes(listener)) continue;
      this.#taken.push(listener);
      process.off("SIGINT", listener);
    }
    process.off("SIGINT", this.#own);
  }

  /** The listeners that a script has set. */
  #ownOfScript(): NodeJS.SignalsListener[] {
    const ours: readonly unknown[] = [this.#own, this.#polite];
    return rawListeners().filter((listener) => this.#others?.has(listener) === false && !ours.includes(listener));
  }

  // A library may listen where the script's text does not say so. It is called before the listener is added.
  readonly #onListener = (event: string | symbol, listener: unknown): void => {
    if (event !== "SIGINT" || listener === this.#own || listener === this.#polite) return;
    process.nextTick(() => this.yield());
  };

  /** Leaves signals to a script that listens by itself: called when no guard is set. */
  yield(): void {
    if (!this.#isScript || !this.#isArmed) return;
    const own = this.#ownOfScript();
    if (own.length === 0 && !this.#isYielded) return;
    if (!this.#isYielded) {
      this.#isYielded = true;
      // The guard and the watch have reset what the system does on the signal: it is set by the first listener.
      this.#brake.hush(100);
      process.off("SIGINT", this.#own);
      process.off("newListener", this.#onListener);
      for (const listener of own) process.off("SIGINT", listener);
      for (const listener of own) process.on("SIGINT", listener);
    }
    if (!rawListeners().includes(this.#polite)) process.on("SIGINT", this.#polite);
  }

  /**
   * The cell's code is about to run, in a guard. While the watch listens no listener may be there: the guard would take
   * it away, with it what the system does on the signal, and the watch would not set that again.
   */
  ready(): void {
    if (!this.#brake.isWatchUp) return;
    if (process.listenerCount("SIGINT") > 0) {
      this.#brake.hush(100);
      this.#take();
    }
    this.#brake.listen(5);
  }

  /** The cell is about to wait: from here on its code runs outside of the guard. */
  start(): void {
    if (this.#worker !== undefined || this.#isClosed) return;
    // Between cells signals are the process's own.
    if (this.#isArmed && !this.#isYielded) this.#brake.listen(0);
    const { memory } = this.#brake;
    const worker = new Worker(source, {
      eval: true,
      workerData: { memory, slot, patienceMs },
      execArgv: [],
      stdin: false,
      trackUnmanagedFds: false,
      resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2, stackSizeMb: 1 },
    });
    // A message may come round when its cell has ended and the next one runs.
    worker.on("message", () => {
      if (this.#brake.isWanted) this.#onSignal();
    });
    worker.unref();
    // A worker that sleeps in a guard is not ended by the end of the process.
    process.once("exit", this.#onExit);
    this.#worker = worker;
  }

  /** The cell has ended: its signals are the process's again. */
  disarm(): void {
    this.#isArmed = false;
    // The last to listen resets what the signal does: only after that may others set it.
    this.#brake.hush(100);
    for (const listener of [this.#own, this.#polite]) process.off("SIGINT", listener);
    process.off("newListener", this.#onListener);
    const added = rawListeners();
    for (const listener of added) process.off("SIGINT", listener);
    for (const listener of [...this.#taken, ...added]) process.on("SIGINT", listener);
    this.#taken = [];
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#brake.endWatch();
    process.off("exit", this.#onExit);
    await this.#worker?.terminate();
    this.#worker = undefined;
  }
}

/** With the wrappers of `once`, so that a listener that is put back stays one. */
function rawListeners(): NodeJS.SignalsListener[] {
  return process.rawListeners("SIGINT").flatMap((listener) => (isListener(listener) ? [listener] : []));
}

function isListener(listener: unknown): listener is NodeJS.SignalsListener {
  return typeof listener === "function";
}
