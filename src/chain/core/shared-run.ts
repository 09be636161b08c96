/** The running work of one node, shared by all runs that need its result. */
import type { ProgressEvent, RunObserver, StepEvent } from "../../domain/lazy.js";

/** One run of a chain: its signal and its observers. */
export interface Run {
  readonly signal: AbortSignal | undefined;
  readonly observers: readonly RunObserver[];
}

/** Work that several runs wait for. It is aborted when the last of them has been aborted. */
export class SharedRun<T> {
  readonly #controller = new AbortController();
  readonly #runs = new Set<Run>();
  readonly #work: Promise<T>;

  /** @internal */
  constructor(work: (shared: SharedRun<T>) => Promise<T>) {
    // Deferred by a microtask, so that the run that starts the work has joined and sees its first event.
    this.#work = Promise.resolve().then(() => work(this));
    // Runs that joined get the failure; work that all runs have left must not cause an unhandled rejection.
    this.#work.catch(() => undefined);
  }

  /** Aborts when all runs have been aborted. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Whether all runs have been aborted; then no other run may join. */
  get isAbandoned(): boolean {
    return this.#controller.signal.aborted;
  }

  /** Resolves when the work has ended, in success or failure. */
  async ended(): Promise<void> {
    await this.#work.catch(() => undefined);
  }

  /**
   * Resolves with the result of the work; rejects with the reason of the run's signal as soon as that aborts.
   *
   * @param onLeave - called when the signal aborts; the run's observers get no further events of the work
   */
  async join(run: Run, onLeave: () => void): Promise<T> {
    const { signal } = run;
    signal?.throwIfAborted();
    this.#runs.add(run);
    let leave: (() => void) | undefined;
    const abandoned = new Promise<never>((_, reject) => {
      leave = () => {
        this.#runs.delete(run);
        onLeave();
        if (this.#runs.size === 0) this.#controller.abort(signal?.reason);
        reject(signal?.reason);
      };
      signal?.addEventListener("abort", leave, { once: true });
    });
    try {
      return await Promise.race([this.#work, abandoned]);
    } finally {
      if (leave !== undefined) signal?.removeEventListener("abort", leave);
      this.#runs.delete(run);
    }
  }

  /** Passes an event to the observers of all runs. */
  notifyStep(event: StepEvent): void {
    this.#notify((observer) => observer.onStep?.(event));
  }

  /** Passes an event to the observers of all runs. */
  notifyProgress(event: ProgressEvent): void {
    this.#notify((observer) => observer.onProgress?.(event));
  }

  #notify(notify: (observer: RunObserver) => void): void {
    notifyAll(
      [...this.#runs].flatMap((run) => run.observers),
      notify,
    );
  }
}

/** Calls `notify` once for each of `observers`; ignores what observers throw. */
export function notifyAll(observers: readonly RunObserver[], notify: (observer: RunObserver) => void): void {
  for (const observer of new Set(observers)) {
    try {
      notify(observer);
    } catch {
      // An observer's error must not fail the run.
    }
  }
}
