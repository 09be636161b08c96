import process from "node:process";
import { descendantsInGroup, listProcesses, type ProcessEntry } from "../../engine/interrupt/process-tree.js";

const signals = ["SIGINT", "SIGTERM", "SIGKILL"] as const;

/** Milliseconds that a child has to end before the next signal, to stop its own children and to save. */
const graceMs: Readonly<Record<(typeof signals)[number], number>> = { SIGINT: 5_000, SIGTERM: 2_000, SIGKILL: 0 };

/** Milliseconds in which an interrupt may arrive as a message and as a signal; a later one is a new request. */
const repeatMs = 500;

/**
 * Passes interrupts on to the child processes of cells. A child that ignores SIGINT gets SIGTERM, then SIGKILL: at the
 * next interrupt, or after a grace time if its cell is still running, since it blocks the kernel in a synchronous call.
 */
export class ChildInterrupts {
  readonly #kernelPid: number;
  readonly #running: () => number;
  /** By process id, how many signals it got. */
  #sent = new Map<number, number>();
  #request = 0;
  #lastAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  /** `running` returns the request whose cell is running, 0 for none. */
  constructor(kernelPid: number, running: () => number) {
    this.#kernelPid = kernelPid;
    this.#running = running;
  }

  /** Signals the children, which run for `request`. */
  interrupt(request: number): void {
    const now = performance.now();
    if (request === this.#request && now - this.#lastAt < repeatMs) return;
    if (request !== this.#request) this.#sent.clear();
    this.#request = request;
    this.#lastAt = now;
    const processes = listProcesses();
    this.#signal(new Set([...descendantsInGroup(processes, this.#kernelPid), ...this.#alreadySignaled(processes)]));
  }

  // A child whose parent ended is no longer a descendant, so it is found by its pid; the group is compared because the pid may
  // be in use again.
  #alreadySignaled(processes: readonly ProcessEntry[]): number[] {
    const group = processes.find(({ pid }) => pid === this.#kernelPid)?.group;
    return processes.filter((one) => this.#sent.has(one.pid) && one.group === group).map(({ pid }) => pid);
  }

  #signal(pids: Iterable<number>): void {
    const sent = new Map<number, number>();
    let waitMs = 0;
    for (const pid of pids) {
      const count = this.#sent.get(pid) ?? 0;
      const signal = signals[Math.min(count, signals.length - 1)] ?? "SIGKILL";
      try {
        process.kill(pid, signal);
        sent.set(pid, count + 1);
        waitMs = Math.max(waitMs, graceMs[signal]);
      } catch {
        // It has ended, or runs as another user.
      }
    }
    this.#sent = sent;
    clearTimeout(this.#timer);
    if (waitMs > 0) this.#timer = setTimeout(() => this.#escalate(), waitMs).unref();
  }

  // Only the children that got a signal: the cell may have caught the error and started others.
  #escalate(): void {
    if (this.#running() !== this.#request) return;
    this.#signal(this.#alreadySignaled(listProcesses()));
  }
}
