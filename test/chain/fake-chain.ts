import { Chain } from "../../src/chain/core/chain.js";
import { type ApiSource, Node, type Step } from "../../src/chain/core/node.js";

/** An ApiSource without a server: connecting fails. */
export const nowhere: ApiSource = { connect: () => Promise.reject(new Error("this test has no server")) };

/** A chain of the test's own steps. */
export class FakeChain<T> extends Chain<T> {
  constructor(readonly node: Node<T>) {
    super(node);
  }

  static start<T>(step: Step<undefined, T>): FakeChain<T> {
    return new FakeChain(Node.root(nowhere, step));
  }

  add<U>(step: Step<T, U>): FakeChain<U> {
    return new FakeChain(this.node.append(step));
  }

  fresh(): FakeChain<T> {
    return new FakeChain(this.node.fresh());
  }
}

/** A step that counts its runs and fails the first `failures` times. */
export function counted(label: string, options: { failures?: number; writes?: boolean; error?: Error } = {}) {
  const step = {
    label,
    writes: options.writes ?? false,
    runs: 0,
    async run(input: readonly string[] | undefined): Promise<readonly string[]> {
      step.runs++;
      await new Promise((resolve) => setImmediate(resolve));
      if (step.runs <= (options.failures ?? 0)) throw options.error ?? new Error(`${label} broke`);
      return [...(input ?? []), label];
    },
    outcome: (value: readonly string[]) => `${value.length} so far`,
  };
  return step;
}
