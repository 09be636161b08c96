/**
 * The thread of {@link SignalWatch}: waits for SIGINT inside `vm` scripts with `breakOnSigint`, which a signal stops at
 * once in any thread. Bundled alone as `dist/engine/watch-thread.cjs`; CommonJS, because a worker starts with it in a third
 * of the time of a module.
 */
import { Script } from "node:vm";
import { parentPort, workerData } from "node:worker_threads";
import { errorCode } from "../../base/error-code.js";
import { slot } from "./interrupt.js";
import { descendantsInGroup, listProcesses } from "./process-tree.js";

/** The start data of the thread. */
export interface WatchData {
  readonly memory: Int32Array;
  /** Milliseconds that a cell may take to reach a loop or an await before its execution is terminated. */
  readonly reactionTimeMs: number;
}

const { memory, reactionTimeMs }: WatchData = workerData;
const at = (name: keyof typeof slot) => Atomics.load(memory, slot[name]);
const set = (name: keyof typeof slot, value: number) => {
  Atomics.store(memory, slot[name], value);
  Atomics.notify(memory, slot[name]);
};
let wakeup = 0;

const terminate = () => {
  // Loaded only here, since the thread starts while a cell waits.
  const { Session } = process.getBuiltinModule("node:inspector");
  const session = new Session();
  session.connectToMainThread();
  session.post("Runtime.terminateExecution");
  session.disconnect();
};
/** The guard that the main thread was in when this thread began to listen. */
let outerGuard = 0;
/** Set if this thread must leave its own guards, which are newer than the main thread's and would get the signal. */
let mustLeave = false;
const terminateCell = () => {
  const guard = at("guarded");
  if (guard !== 0 && guard !== outerGuard) process.kill(process.pid, "SIGINT");
  else if (guard !== 0) mustLeave = true;
  else if (at("terminable") === 1) terminate();
};
const childGraceMs = 5_000;
const childEndMs = 2_000;
let stuck = { cell: 0, nextAt: 0, count: 0 };
/**
 * Ends child processes that ignored the interrupt: one that the cell waits for in a synchronous call blocks the main
 * thread, which then cannot be terminated. They get SIGTERM, then SIGKILL.
 */
const endChildren = (cell: number) => {
  const now = performance.now();
  if (stuck.cell !== cell) stuck = { cell, nextAt: now + childGraceMs, count: 0 };
  if (now < stuck.nextAt) return;
  for (const pid of descendantsInGroup(listProcesses(), process.pid)) {
    try {
      process.kill(pid, stuck.count === 0 ? "SIGTERM" : "SIGKILL");
    } catch {
      // It has ended, or runs as another user.
    }
  }
  stuck = { cell, nextAt: now + childEndMs, count: stuck.count + 1 };
};
/** Asks the main thread to stop the cell, and terminates the cell if it does not react in time. */
const enforce = () => {
  const cell = at("cellToStop");
  if (cell === 0 || cell !== at("running")) return;
  const acknowledged = at("acknowledged");
  parentPort?.postMessage("stop");
  if (Atomics.wait(memory, slot.acknowledged, acknowledged, reactionTimeMs) !== "timed-out") return;
  if (at("running") !== cell || at("acknowledged") !== acknowledged) return;
  terminateCell();
  endChildren(cell);
};
const onSignal = () => {
  const cell = at("running");
  if (cell === 0) return;
  // A second signal, before the first was acknowledged.
  if (at("cellToStop") === cell) return terminateCell();
  set("cellToStop", cell);
  set("check", 1);
  Atomics.add(memory, slot.signals, 1);
  Atomics.notify(memory, slot.signals);
};

/** Runs a function in a script; returns false if a signal stopped it. */
const guardedScript = (name: string, work: () => void) => {
  Reflect.set(globalThis, name, work);
  const script = new Script(`${name}()`);
  return () => {
    try {
      script.runInThisContext({ breakOnSigint: true });
      return true;
    } catch (error) {
      if (errorCode(error) !== "ERR_SCRIPT_EXECUTION_INTERRUPTED") throw error;
      return false;
    }
  };
};
const sleep = guardedScript("slylabSleep", () => {
  set("listening", 1);
  Atomics.wait(memory, slot.wakeups, wakeup);
});
let isInterrupted = false;
// Wraps everything done while listening, since a signal outside of any guard kills the process.
const listen = guardedScript("slylabListen", () => {
  outerGuard = at("guarded");
  if (isInterrupted) {
    isInterrupted = false;
    onSignal();
    enforce();
  }
  while (at("command") === 1 && !mustLeave) {
    wakeup = at("wakeups");
    if (at("command") !== 1) return;
    if (at("cellToStop") === 0 && !sleep()) onSignal();
    enforce();
  }
});

/** Sends the signal to the main thread's guard, outside of this thread's own. */
const signalOuterGuard = () => {
  mustLeave = false;
  if (at("guarded") !== outerGuard || outerGuard === 0) return;
  const acknowledged = at("acknowledged");
  process.kill(process.pid, "SIGINT");
  // Listening at once would take the signal from the main thread.
  Atomics.wait(memory, slot.acknowledged, acknowledged, reactionTimeMs);
};

set("started", 1);
while (at("command") !== 2) {
  if (at("command") === 0) {
    Atomics.store(memory, slot.listening, 0);
    wakeup = at("wakeups");
    if (at("command") !== 0) continue;
    set("stopped", wakeup);
    Atomics.wait(memory, slot.wakeups, wakeup);
  } else {
    isInterrupted = !listen();
    if (mustLeave) signalOuterGuard();
  }
}
