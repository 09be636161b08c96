/** The one executor: walks from the first node that has no value to the last. */
import { setMaxListeners } from "node:events";
import { ambient } from "../../domain/display/ambient.js";
import type { RunObserver, RunOptions } from "../../domain/lazy.js";
import type { Memo, Node, Step, StepContext } from "./node.js";
import { type Run, SharedRun, tellAll } from "./shared-run.js";
import { ChainError } from "./step-error.js";
import { noteRun } from "./unawaited.js";

/** A step failed: which, and why. Becomes a {@link ChainError} where the whole chain is known. */
class StepFailure {
  constructor(
    readonly node: Node<unknown>,
    readonly cause: unknown,
  ) {}
}

/**
 * Runs `node` after all before it. What has run, or is running for another chain, is not run again.
 *
 * @throws {ChainError} a step failed; the abort reason of a signal passes as it is
 */
export async function execute<T>(node: Node<T>, options: RunOptions = {}): Promise<T> {
  noteRun(node);
  const run = runOf(options);
  try {
    return await settle(node, run);
  } catch (fault) {
    if (fault instanceof StepFailure) throw new ChainError(node, fault.node, fault.cause);
    throw fault;
  }
}

/** A run with what the host lends: its signal stops, its observer watches. */
export function runOf({ signal, onStep, onProgress }: RunOptions): Run {
  const host = ambient();
  const signals = [signal, host.signal].filter((one): one is AbortSignal => one !== undefined);
  // A hundred chains in one Promise.all listen to the same signal, each until it has ended: no leak to warn of.
  setMaxListeners(0, ...signals);
  const own: RunObserver = { ...(onStep && { onStep }), ...(onProgress && { onProgress }) };
  return {
    signal: signals.length > 1 ? AbortSignal.any(signals) : signals[0],
    observers: host.observer === undefined ? [own] : [own, host.observer],
  };
}

async function settle<T>(node: Node<T>, run: Run): Promise<T> {
  const past = node.memo;
  if (past?.state === "done") return past.value;
  const input = node.parent === undefined ? undefined : await settle(node.parent, run);
  const stopped = () => tellStopped(node, run);
  for (;;) {
    run.signal?.throwIfAborted();
    // Read anew each time: another run may have begun or ended it meanwhile.
    const memo: Memo<T> | undefined = node.memo;
    if (memo?.state === "done") return memo.value;
    if (memo === undefined) return begin(node, input).join(run, stopped);
    if (!memo.flight.isAbandoned) return memo.flight.join(run, stopped);
    await memo.flight.ended();
  }
}

// At once and not when the work has ended: by then whoever shows the trace has closed it.
function tellStopped({ id, step }: Node<unknown>, run: Run): void {
  if (!isTold(step)) return;
  tellAll(run.observers, (observer) =>
    observer.onStep?.({ id, label: step.label, state: "failed", outcome: "stopped" }),
  );
}

function isTold({ quiet, assumes }: Pick<Step<never, unknown>, "quiet" | "assumes">): boolean {
  return quiet !== true && assumes !== true;
}

function begin<T>(node: Node<T>, input: unknown): SharedRun<T> {
  const flight = new SharedRun<T>((self) => work(node, input, self));
  node.remember({ state: "running", flight });
  return flight;
}

async function work<T>(node: Node<T>, input: unknown, flight: SharedRun<T>): Promise<T> {
  const { id, step } = node;
  const since = performance.now();
  const tell = (state: "started" | "done" | "failed", outcome?: string) =>
    flight.tellStep({
      id,
      label: step.label,
      state,
      ...(outcome === undefined ? {} : { outcome }),
      ...(state === "started" ? {} : { durationMs: performance.now() - since }),
    });
  const signal = step.signal === undefined ? flight.signal : AbortSignal.any([flight.signal, step.signal]);
  if (isTold(step)) tell("started");
  try {
    signal.throwIfAborted();
    const value = await step.run(input, contextOf(node, flight, signal));
    node.remember({ state: "done", value, durationMs: performance.now() - since });
    node.kept.clear();
    if (isTold(step)) tell("done", step.outcome?.(value));
    return value;
  } catch (cause) {
    node.remember(undefined);
    tell("failed");
    throw signal.aborted ? signal.reason : new StepFailure(node, cause);
  }
}

function contextOf<T>(node: Node<T>, flight: SharedRun<T>, signal: AbortSignal): StepContext {
  return {
    signal,
    api: () => node.home.connect(),
    progress(done, total, note, model) {
      flight.tellProgress({
        id: node.id,
        label: node.step.label,
        done,
        total,
        ...(note === undefined ? {} : { note }),
        ...(model === undefined ? {} : { model }),
      });
    },
    async once(key, make) {
      const made = node.kept.get(key) ?? (await make());
      node.kept.set(key, made);
      return made;
    },
  };
}
