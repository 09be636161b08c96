import { Chain } from "./chain.js";
import type { Node } from "./node.js";

/** A chain that ends with a plain value, as a status or a meta. */
export class ValueChain<T> extends Chain<T> {
  readonly #value: Node<T>;

  /** @internal */
  constructor(node: Node<T>) {
    super(node);
    this.#value = node;
    Object.freeze(this);
  }

  /** The same steps that have not run. */
  override fresh(): ValueChain<T> {
    return new ValueChain(this.#value.fresh());
  }
}
