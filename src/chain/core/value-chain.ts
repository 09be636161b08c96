import { Chain } from "./chain.js";
import type { Node } from "./node.js";

/** A chain whose result is a plain value, for example a status. */
export class ValueChain<T> extends Chain<T> {
  readonly #value: Node<T>;

  /** @internal */
  constructor(node: Node<T>) {
    super(node);
    this.#value = node;
    Object.freeze(this);
  }

  /** Returns a chain of the same steps without their results. */
  override fresh(): ValueChain<T> {
    return new ValueChain(this.#value.fresh());
  }
}
