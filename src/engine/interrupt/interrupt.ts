/**
 * Stopping a cell from outside of the main thread. A cell's loops read one number in shared memory; another thread that
 * writes it stops them. To stop a cell from a worker, call {@link requestInterrupt} with {@link InterruptFlag.buffer}.
 */

/** Places in the shared memory. */
export const slot = {
  /** Not 0: a loop is to ask what is the matter. The only one that cells read. */
  look: 0,
  /** The cell that is to stop. */
  wanted: 1,
  /** The cell that runs; 0 where none does. */
  running: 2,
  /** How many times the main thread has taken up a request. */
  taken: 3,
  /** Counts whatever the watch is to wake up for. */
  bell: 4,
  /** Whether the main thread is in a part that a signal stops cleanly. */
  guarded: 5,
  /** Whether the watch is to listen for signals: 0 no, 1 yes, 2 it is to end. */
  order: 6,
  /** Whether the watch listens. */
  armed: 7,
  /** Whether the watch has come up: from then on it answers orders. */
  up: 8,
  /** The bell that told the watch not to listen, once it does not. */
  quiet: 9,
  /** Whether what the main thread does may be cut off without breaking Node's own book-keeping. */
  cuttable: 10,
  /** Counts signals that are to stop a cell: a front end passes them on to child processes. */
  signals: 11,
} as const;

/** Asks, from any thread, that a cell be stopped: `cell`, or that which runs. A cell that has ended is not touched. */
export function requestInterrupt(buffer: SharedArrayBuffer, cell?: number): void {
  const memory = new Int32Array(buffer);
  const running = Atomics.load(memory, slot.running);
  if (running === 0 || (cell !== undefined && cell !== running)) return;
  Atomics.store(memory, slot.wanted, running);
  Atomics.store(memory, slot.look, 1);
  Atomics.add(memory, slot.bell, 1);
  Atomics.notify(memory, slot.bell);
}

/** The main thread's side of the shared memory. */
export class InterruptFlag {
  readonly buffer = new SharedArrayBuffer(Object.keys(slot).length * Int32Array.BYTES_PER_ELEMENT);
  /** What cells read. */
  readonly memory = new Int32Array(this.buffer);

  /** Tells other threads which cell runs; 0 where none does. A request for another is dropped. */
  setRunning(cell: number): void {
    Atomics.store(this.memory, slot.running, cell);
    if (Atomics.load(this.memory, slot.wanted) !== cell) Atomics.store(this.memory, slot.wanted, 0);
    this.setLook(false);
  }

  /** Whether the running cell is to stop. */
  get isWanted(): boolean {
    const wanted = Atomics.load(this.memory, slot.wanted);
    return wanted !== 0 && wanted === Atomics.load(this.memory, slot.running);
  }

  /** Lets loops run on, or ask at their next round. A request that came meanwhile is kept. */
  setLook(isDead: boolean): void {
    Atomics.store(this.memory, slot.look, 0);
    if (isDead || this.isWanted) Atomics.store(this.memory, slot.look, 1);
  }

  /** The request has been taken up: nobody needs to try harder. */
  take(): void {
    Atomics.store(this.memory, slot.wanted, 0);
    Atomics.add(this.memory, slot.taken, 1);
    Atomics.notify(this.memory, slot.taken);
  }

  setGuarded(isGuarded: boolean): void {
    Atomics.store(this.memory, slot.guarded, isGuarded ? 1 : 0);
  }

  /** Whether the watch answers orders. */
  get isWatchUp(): boolean {
    return Atomics.load(this.memory, slot.up) === 1;
  }

  setCuttable(isCuttable: boolean): void {
    Atomics.store(this.memory, slot.cuttable, isCuttable ? 1 : 0);
  }

  /** Tells the watch to listen, and waits a little until it does. */
  listen(limitMs: number): void {
    this.#order(1);
    if (this.isWatchUp) Atomics.wait(this.memory, slot.armed, 0, limitMs);
  }

  /** Tells the watch not to listen, and waits until it does not. One that is not up will find the order. */
  hush(limitMs: number): void {
    const bell = this.#order(0);
    const end = performance.now() + limitMs;
    while (this.isWatchUp) {
      const quiet = Atomics.load(this.memory, slot.quiet);
      const left = end - performance.now();
      if (quiet === bell || left <= 0) return;
      Atomics.wait(this.memory, slot.quiet, quiet, left);
    }
  }

  /** Makes the watch begin to listen anew, so that it is the one which hears a signal. */
  yieldToWatch(): void {
    if (this.isWatchUp) this.#order(1);
  }

  /** A signal that is to stop the running cell has come to the main thread. */
  countSignal(): void {
    Atomics.add(this.memory, slot.signals, 1);
    Atomics.notify(this.memory, slot.signals);
  }

  /** Tells the watch to end. */
  endWatch(): void {
    this.#order(2);
  }

  #order(order: 0 | 1 | 2): number {
    Atomics.store(this.memory, slot.order, order);
    const bell = Atomics.add(this.memory, slot.bell, 1) + 1;
    Atomics.notify(this.memory, slot.bell);
    return bell;
  }
}
