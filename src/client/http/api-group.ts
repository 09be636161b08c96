import type { Caller } from "./caller.js";

/** The base of the method groups of an API client, such as `api.team`. */
export abstract class ApiGroup {
  readonly #caller: Caller;

  /** @internal */
  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /** @internal Sends the requests. An accessor, so that a group that is printed does not show the client's internals. */
  protected get caller(): Caller {
    return this.#caller;
  }
}
