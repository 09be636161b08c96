/**
 * Stops a cell from another thread. Compiled cells read one number in shared memory at each loop and function entry; a
 * thread that sets it makes them call `check()`. To stop a cell from a worker, call {@link requestInterrupt} with
 * {@link InterruptFlag.buffer}.
 */

/** Indexes into the shared memory. */
export const slot = {
  /** Nonzero: loops must call `check()`. The only number that cells read. */
  check: 0,
  /** The cell to stop; 0 for none. */
  cellToStop: 1,
  /** The running cell; 0 for none. */
  running: 2,
  /** Number of requests that the main thread has acknowledged. */
  acknowledged: 3,
  /** Incremented to wake the watch thread. */
  wakeups: 4,
  /** The number of the {@link runGuarded} that the main thread is in; 0 for none. */
  guarded: 5,
  /** Command for the watch thread: 0 idle, 1 listen for signals, 2 exit. */
  command: 6,
  /** Whether the watch thread listens for signals. */
  listening: 7,
  /** Whether the watch thread has started and follows commands. */
  started: 8,
  /** The value of `wakeups` whose command made the watch thread stop listening. */
  stopped: 9,
  /** Whether the code that the main thread runs may be terminated without breaking Node's own bookkeeping. */
  terminable: 10,
  /** Counts the signals that stop a cell; a front end passes them on to child processes. */
  signals: 11,
} as const;

/** Requests from any thread that `cell`, or whichever cell is running, be stopped. Finished cells are not affected. */
export function requestInterrupt(buffer: SharedArrayBuffer, cell?: number): void {
  const memory = new Int32Array(buffer);
  const running = Atomics.load(memory, slot.running);
  if (running === 0 || (cell !== undefined && cell !== running)) return;
  Atomics.store(memory, slot.cellToStop, running);
  Atomics.store(memory, slot.check, 1);
  Atomics.add(memory, slot.wakeups, 1);
  Atomics.notify(memory, slot.wakeups);
}

/** The main thread's view of the shared memory. */
export class InterruptFlag {
  readonly buffer = new SharedArrayBuffer(Object.keys(slot).length * Int32Array.BYTES_PER_ELEMENT);
  /** The part of the shared memory that cells read. */
  readonly memory = new Int32Array(this.buffer);

  #guards = 0;

  /** Publishes the id of the running cell, 0 for none. Drops a request for another cell. */
  setRunning(cell: number): void {
    Atomics.store(this.memory, slot.running, cell);
    if (Atomics.load(this.memory, slot.cellToStop) !== cell) Atomics.store(this.memory, slot.cellToStop, 0);
    this.setCheck(false);
  }

  /** Whether the running cell is to stop. */
  get isStopRequested(): boolean {
    const cell = Atomics.load(this.memory, slot.cellToStop);
    return cell !== 0 && cell === Atomics.load(this.memory, slot.running);
  }

  /** Makes loops call `check()`, or lets them run. A request that arrives meanwhile is kept. */
  setCheck(isOwnerStopped: boolean): void {
    Atomics.store(this.memory, slot.check, 0);
    if (isOwnerStopped || this.isStopRequested) Atomics.store(this.memory, slot.check, 1);
  }

  /** Acknowledges the request, so that the watch thread does not force termination. */
  acknowledge(): void {
    Atomics.store(this.memory, slot.cellToStop, 0);
    Atomics.add(this.memory, slot.acknowledged, 1);
    Atomics.notify(this.memory, slot.acknowledged);
  }

  /** Numbers the guards, so that the watch thread knows which began before it listened. */
  setGuarded(isGuarded: boolean): void {
    if (isGuarded) this.#guards += 1;
    Atomics.store(this.memory, slot.guarded, isGuarded ? this.#guards : 0);
  }

  /** Whether the main thread runs code in a guard. */
  get isGuarded(): boolean {
    return Atomics.load(this.memory, slot.guarded) !== 0;
  }

  /** Whether the watch thread has started. */
  get isWatchStarted(): boolean {
    return Atomics.load(this.memory, slot.started) === 1;
  }

  setTerminable(isTerminable: boolean): void {
    Atomics.store(this.memory, slot.terminable, isTerminable ? 1 : 0);
  }

  /** Makes the watch thread listen for signals, and waits up to `limitMs` until it does. */
  listen(limitMs: number): void {
    this.#command(1);
    if (this.isWatchStarted) Atomics.wait(this.memory, slot.listening, 0, limitMs);
  }

  /** Waits up to `limitMs` until the watch thread listens, also if it is still starting. */
  waitUntilListening(limitMs: number): void {
    Atomics.wait(this.memory, slot.listening, 0, limitMs);
  }

  /** Makes the watch thread stop listening, and waits up to `limitMs`. A thread that starts later finds the command. */
  stopListening(limitMs: number): void {
    const wakeup = this.#command(0);
    const end = performance.now() + limitMs;
    while (this.isWatchStarted) {
      const stopped = Atomics.load(this.memory, slot.stopped);
      const remainingMs = end - performance.now();
      if (stopped === wakeup || remainingMs <= 0) return;
      Atomics.wait(this.memory, slot.stopped, stopped, remainingMs);
    }
  }

  /** Makes the watch thread start listening again, which gives it the next signal instead of the caller. */
  listenFirst(): void {
    if (this.isWatchStarted) this.#command(1);
  }

  /** Counts a signal that reached the main thread, so that a front end passes it on to child processes. */
  countSignal(): void {
    Atomics.add(this.memory, slot.signals, 1);
    Atomics.notify(this.memory, slot.signals);
  }

  /** Ends the watch thread. */
  endWatch(): void {
    this.#command(2);
  }

  #command(command: 0 | 1 | 2): number {
    Atomics.store(this.memory, slot.command, command);
    const wakeup = Atomics.add(this.memory, slot.wakeups, 1) + 1;
    Atomics.notify(this.memory, slot.wakeups);
    return wakeup;
  }
}
