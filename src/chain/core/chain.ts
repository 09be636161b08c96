import { inspect } from "node:util";
import { type DisplayModel, display } from "../../domain/display/display.js";
import { showInHosts } from "../../domain/display/host-forms.js";
import { type Lazy, type LazyWork, lazy, type RunOptions } from "../../domain/lazy.js";
import { execute } from "./execute.js";
import { type Node, pathText } from "./node.js";
import { type Plan, plan } from "./plan.js";

// For the type checker a chain is a promise, so that linters report one that is not awaited. At run time it is not a
// subclass of Promise: `await` would bypass our `then`.
export interface Chain<T> extends Promise<T> {}

/**
 * A lazy sequence of steps. `await` runs the steps, each of them once, even if the chain is awaited several times. Each
 * method returns a new chain; chains that extend the same chain share its results. After a failure, awaiting again
 * continues at the failed step.
 *
 * @example
 * const run = team(8).job({ name: "lemons", dataset: 10555, assign: "labeler_1" }).create();
 * await run.plan(); // what it would do
 * const jobs = await run; // does it
 */
export abstract class Chain<T> implements Lazy<T> {
  static {
    showInHosts(Chain, { inspect: false });
  }

  readonly #node: Node<T>;

  /** @internal */
  protected constructor(node: Node<T>) {
    this.#node = node;
  }

  /** Returns a chain of the same steps without their results: awaiting it runs all of them again. */
  abstract fresh(): Chain<T>;

  /**
   * Runs the chain like `await`, with a signal and observers.
   *
   * @param options.signal - stops between and during requests; its reason is rethrown unchanged
   * @param options.onStep - called when a step starts, succeeds or fails
   * @param options.onProgress - called during waits and bulk work
   * @throws {ChainError} a step failed; lists what was done and how to resume
   * @example
   * await team(8).jobs({ status: "pending" }).stop().run({ signal: AbortSignal.timeout(60_000) });
   */
  run(options: RunOptions = {}): Promise<T> {
    return execute(this.#node, options);
  }

  /**
   * Lists what each step would create, reuse, change or wait for. Only reads from the server; unknown names are reported
   * with the nearest existing ones.
   *
   * @example
   * const plan = await team(8).ensureAnnotator("labeler_1").plan();
   * plan.problems; // []
   */
  plan(options: RunOptions = {}): Promise<Plan> {
    return plan(this.#node, options);
  }

  /** Runs the chain and passes its value on, like a promise's `then`. `await` calls it. */
  then<A = T, B = never>(
    onfulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onrejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.run().then(onfulfilled, onrejected);
  }

  /** Runs the chain and passes a failure to `onrejected`. */
  catch<B = never>(onrejected?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<T | B> {
    return this.run().catch(onrejected);
  }

  /** Runs the chain and calls `onfinally` after success or failure. */
  finally(onfinally?: (() => void) | null): Promise<T> {
    return this.run().finally(onfinally);
  }

  /** The interface that front ends (prompt, kernel) use. */
  get [lazy](): LazyWork<T> {
    return {
      writes: this.#node.writes,
      run: (options) => this.run(options),
      describe: () => this[display](),
      plan: async (options) => (await this.plan(options))[display](),
    };
  }

  /** A table of the steps and which of them have run. */
  [display](): DisplayModel {
    const path = this.#node.path().filter(({ step }) => step.quiet !== true);
    return {
      kind: "table",
      title: this.#node.memo?.state === "done" ? "Chain, done" : "Chain, not run yet: await it",
      columns: [
        { title: "Step", kind: "text" },
        { title: "State", kind: "status" },
        { title: "Outcome", kind: "text" },
      ],
      rows: path.map(({ step, memo }) => [
        step.label,
        memo?.state ?? "not run",
        memo?.state === "done" ? (step.outcome?.(memo.value) ?? null) : null,
      ]),
    };
  }

  get [Symbol.toStringTag](): string {
    return "Chain";
  }

  /** Describes the chain and says to await it: a chain turned into text is usually a forgotten `await`. */
  toString(): string {
    const state = this.#node.memo?.state === "done" ? "done; await it for its value" : "not run yet: await it";
    return `[chain, ${state}] ${pathText(this.#node)}`;
  }

  /** The same text as {@link toString}: a chain in JSON is usually a forgotten `await`. */
  toJSON(): string {
    return this.toString();
  }

  [Symbol.toPrimitive](): string {
    return this.toString();
  }

  [inspect.custom](): string {
    return this.toString();
  }
}
