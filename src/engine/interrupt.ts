/**
 * Stopping a cell from outside of the main thread. A cell's loops read one number in shared memory; another thread that
 * writes it stops them. Who wants to stop a cell from a worker calls {@link requestInterrupt} with {@link Brake.buffer}.
 */
/** Places in the shared memory. */
const slot = {
  /** Not 0: a loop is to ask what is the matter. The only one that cells read. */
  look: 0,
  /** The cell that is to stop. */
  wanted: 1,
  /** The cell that runs; 0 where none does. */
  running: 2,
  /** The last request that the main thread has taken up. */
  taken: 3,
  /** The last request made; the watch sleeps on it. */
  made: 4,
  /** Whether the main thread is in a part that a signal stops cleanly. */
  guarded: 5,
  /** Whether the watch is to end. */
  ended: 6,
} as const;

/** Asks, from any thread, that a cell be stopped: `cell`, or that which runs. A cell that has ended is not touched. */
export function requestInterrupt(buffer: SharedArrayBuffer, cell?: number): void {
  const memory = new Int32Array(buffer);
  const running = Atomics.load(memory, slot.running);
  if (running === 0 || (cell !== undefined && cell !== running)) return;
  Atomics.store(memory, slot.wanted, running);
  Atomics.store(memory, slot.look, 1);
  Atomics.add(memory, slot.made, 1);
  Atomics.notify(memory, slot.made);
}

/** The main thread's side of the shared memory. */
export class Brake {
  readonly buffer = new SharedArrayBuffer(8 * Int32Array.BYTES_PER_ELEMENT);
  /** What cells read. */
  readonly memory = new Int32Array(this.buffer);

  /** Tells other threads which cell runs; 0 where none does. Requests for another are dropped. */
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
    Atomics.store(this.memory, slot.taken, Atomics.load(this.memory, slot.made));
    Atomics.notify(this.memory, slot.taken);
  }

  setGuarded(isGuarded: boolean): void {
    Atomics.store(this.memory, slot.guarded, isGuarded ? 1 : 0);
  }
}
