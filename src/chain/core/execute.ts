/** Runs chains, from the first node without a result to the last. */
import { setMaxListeners } from "node:events";
import { anySignal } from "../../base/any-signal.js";
import { defined } from "../../base/defined.js";
import { hostContext } from "../../domain/display/host-context.js";
import type { RunObserver, RunOptions } from "../../domain/lazy.js";
import type { Memo, Node, Step, StepContext } from "./node.js";
import { notifyAll, type Run, SharedRun } from "./shared-run.js";
import { ChainError } from "./step-error.js";
import { markStarted } from "./unawaited.js";

/** A failed step and its cause. {@link execute} turns it into a {@link ChainError}, which lists all steps of the chain. */
class StepFailure {
  constructor(
    readonly node: Node<unknown>,
    readonly cause: unknown,
  ) {}
}

/**
 * Runs `node` after all nodes before it. Nodes that have run, or are running for another chain, are not run again.
 *
 * @throws {ChainError} a step failed. The abort reason of a signal is rethrown unchanged.
 */
export async function execute<T>(node: Node<T>, options: RunOptions = {}): Promise<T> {
  markStarted(node);
  const run = runOf(options);
  try {
    return await settle(node, run);
  } catch (error) {
    if (error instanceof StepFailure) throw new ChainError(node, error.node, error.cause);
    throw error;
  }
}

/** Combines the options of a run with the host's signal and observer. */
export function runOf({ signal, onStep, onProgress }: RunOptions): Run {
  const host = hostContext();
  // Many chains in one Promise.all listen to the same signal until they end: not a leak, so no warning.
  setMaxListeners(0, ...[signal, host.signal].filter((one) => one !== undefined));
  const observer: RunObserver = { ...(onStep && { onStep }), ...(onProgress && { onProgress }) };
  return {
    signal: anySignal(signal, host.signal),
    observers: host.observer === undefined ? [observer] : [observer, host.observer],
  };
}

async function settle<T>(node: Node<T>, run: Run): Promise<T> {
  const past = node.memo;
  if (past?.state === "done") return past.value;
  const input = node.parent === undefined ? undefined : await settle(node.parent, run);
  const stopped = () => notifyStopped(node, run);
  for (;;) {
    run.signal?.throwIfAborted();
    // Read again in each round: another run may have started or ended it in the meantime.
    const memo: Memo<T> | undefined = node.memo;
    if (memo?.state === "done") return memo.value;
    if (memo === undefined) return begin(node, input).join(run, stopped);
    if (!memo.shared.isAbandoned) return memo.shared.join(run, stopped);
    await memo.shared.ended();
  }
}

// Called at once and not when the work has ended: by then the front end no longer shows events.
function notifyStopped({ id, step }: Node<unknown>, run: Run): void {
  if (!isReported(step)) return;
  notifyAll(run.observers, (observer) =>
    observer.onStep?.({ id, label: step.label, state: "failed", outcome: "stopped" }),
  );
}

function isReported({
  quiet,
  assumes,
  startsFromRecords: given,
}: Pick<Step<never, unknown>, "quiet" | "assumes" | "startsFromRecords">): boolean {
  return quiet !== true && assumes !== true && given !== true;
}

function begin<T>(node: Node<T>, input: unknown): SharedRun<T> {
  const shared = new SharedRun<T>((self) => work(node, input, self));
  node.remember({ state: "running", shared });
  return shared;
}

async function work<T>(node: Node<T>, input: unknown, shared: SharedRun<T>): Promise<T> {
  const { id, step } = node;
  const since = performance.now();
  const report = (state: "started" | "done" | "failed", outcome?: string) =>
    shared.notifyStep({
      id,
      label: step.label,
      state,
      ...(outcome === undefined ? {} : { outcome }),
      ...(state === "started" ? {} : { durationMs: performance.now() - since }),
    });
  const signal = anySignal(shared.signal, step.signal);
  if (isReported(step)) report("started");
  try {
    signal.throwIfAborted();
    const value = await step.run(input, contextOf(node, shared, signal));
    node.remember({ state: "done", value, durationMs: performance.now() - since });
    node.createdIds.clear();
    if (isReported(step)) report("done", step.outcome?.(value));
    return value;
  } catch (cause) {
    node.remember(undefined);
    report("failed");
    throw signal.aborted ? signal.reason : new StepFailure(node, cause);
  }
}

function contextOf<T>(node: Node<T>, shared: SharedRun<T>, signal: AbortSignal): StepContext {
  return {
    signal,
    api: () => node.apiSource.connect(),
    progress(done, total, note, model) {
      shared.notifyProgress({
        id: node.id,
        label: node.step.label,
        done,
        total,
        ...defined({ note, model }),
      });
    },
    async createOnce(key, make) {
      const created = node.createdIds.get(key) ?? (await make());
      node.createdIds.set(key, created);
      return created;
    },
  };
}
