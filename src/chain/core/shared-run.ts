/** The work at one node while it is under way, shared by all runs that need it. */
import type { ProgressEvent, RunObserver, StepEvent } from "../../domain/lazy.js";

/** One run of a chain: who may stop it, who watches. */
export interface Run {
  readonly signal: AbortSignal | undefined;
  readonly observers: readonly RunObserver[];
}

/** Work that several runs wait for. It is stopped when the last of them has given up. */
export class SharedRun<T> {
  readonly #controller = new AbortController();
  readonly #runs = new Set<Run>();
  readonly #work: Promise<T>;

  /** @internal */
  constructor(work: (flight: SharedRun<T>) => Promise<T>) {
    // A microtask later, so that the run that starts the work has joined and sees its first event.
    this.#work = Promise.resolve().then(() => work(this));
    // Whoever joined sees the failure; a flight that all have left must not count as an unhandled rejection.
    this.#work.catch(() => undefined);
  }

  /** Aborts when all runs gave up. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Whether all runs gave up, so that nobody may join. */
  get isAbandoned(): boolean {
    return this.#controller.signal.aborted;
  }

  /** Ends when the work has, whatever came of it. */
  async ended(): Promise<void> {
    await this.#work.catch(() => undefined);
  }

  /**
   * The value of the work for `run`; rejects with the reason of the run's signal as soon as that aborts.
   *
   * @param onLeave - called when it aborts: the run's watchers hear nothing more of the work itself
   */
  async join(run: Run, onLeave: () => void): Promise<T> {
    const { signal } = run;
    signal?.throwIfAborted();
    this.#runs.add(run);
    let leave: (() => void) | undefined;
    const left = new Promise<never>((_, reject) => {
      leave = () => {
        this.#runs.delete(run);
        onLeave();
        if (this.#runs.size === 0) this.#controller.abort(signal?.reason);
        reject(signal?.reason);
      };
      signal?.addEventListener("abort", leave, { once: true });
    });
    try {
      return await Promise.race([this.#work, left]);
    } finally {
      if (leave !== undefined) signal?.removeEventListener("abort", leave);
      this.#runs.delete(run);
    }
  }

  /** Tells the watchers of all runs. */
  tellStep(event: StepEvent): void {
    this.#tell((observer) => observer.onStep?.(event));
  }

  /** Tells the watchers of all runs. */
  tellProgress(event: ProgressEvent): void {
    this.#tell((observer) => observer.onProgress?.(event));
  }

  #tell(tell: (observer: RunObserver) => void): void {
    tellAll(
      [...this.#runs].flatMap((run) => run.observers),
      tell,
    );
  }
}

/** Tells each of `observers` once. */
export function tellAll(observers: readonly RunObserver[], tell: (observer: RunObserver) => void): void {
  for (const observer of new Set(observers)) {
    try {
      tell(observer);
    } catch {
      // A watcher's fault is not the run's.
    }
  }
}
