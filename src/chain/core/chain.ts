import { inspect } from "node:util";
import { type DisplayModel, display } from "../../domain/display/display.js";
import { showInHosts } from "../../domain/display/host-forms.js";
import { type Lazy, type LazyWork, lazy, type RunOptions } from "../../domain/lazy.js";
import { execute } from "./execute.js";
import { type Node, pathText } from "./node.js";
import { type Plan, plan } from "./plan.js";

// In the types a chain is a promise, so that linters see one that is not awaited. At run time it must not be: `await`
// would skip our `then`, and the species would make more of them.
export interface Chain<T> extends Promise<T> {}

/**
 * Work that is described and not yet done. `await` does it, once, however often it is awaited; each word returns a new
 * chain, and chains that grew from the same one share what it did. After a failure, awaiting again goes on where it failed.
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

  /** The same steps that have not run: awaiting the new chain does all of them again. */
  abstract fresh(): Chain<T>;

  /**
   * Does the work, as `await` does, with a signal that stops it and with watchers.
   *
   * @param options.signal - stops between and during requests; its reason is rethrown as it is
   * @param options.onStep - is called when a step starts, is done, has failed
   * @param options.onProgress - is called as waits and bulk work go on
   * @throws {ChainError} a step failed; it says what was done, and how to resume
   * @example
   * await team(8).jobs({ status: "pending" }).stop().run({ signal: AbortSignal.timeout(60_000) });
   */
  run(options: RunOptions = {}): Promise<T> {
    return execute(this.#node, options);
  }

  /**
   * What the chain would do: create, reuse, change, wait, step by step. Asks the server by reads and writes nothing;
   * unknown names come with the nearest that exist.
   *
   * @example
   * const plan = await team(8).ensureAnnotator("labeler_1").plan();
   * plan.problems; // []
   */
  plan(options: RunOptions = {}): Promise<Plan> {
    return plan(this.#node, options);
  }

  /** Does the work and hands on its value, as a promise's `then` does. `await` calls it. */
  then<A = T, B = never>(
    onfulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onrejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.run().then(onfulfilled, onrejected);
  }

  /** Does the work and hands a failure to `onrejected`. */
  catch<B = never>(onrejected?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<T | B> {
    return this.run().catch(onrejected);
  }

  /** Does the work and calls `onfinally` after it, whatever came of it. */
  finally(onfinally?: (() => void) | null): Promise<T> {
    return this.run().finally(onfinally);
  }

  /** What front ends know of a chain. */
  get [lazy](): LazyWork<T> {
    return {
      writes: this.#node.writes,
      run: (options) => this.run(options),
      describe: () => this[display](),
      plan: async (options) => (await this.plan(options))[display](),
    };
  }

  /** The steps, and which of them have run. */
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

  /** Says that it is a chain and what to do with it, since text made of one is a forgotten `await`. */
  toString(): string {
    const state = this.#node.memo?.state === "done" ? "done; await it for its value" : "not run yet: await it";
    return `[chain, ${state}] ${pathText(this.#node)}`;
  }

  /** The same words as {@link toString}: a chain in JSON is a forgotten `await`. */
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
