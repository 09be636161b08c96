import { ArgumentError, renameMethod } from "../../domain/errors.js";
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

const namedGroups = new WeakSet<object>();

/**
 * Makes the argument errors of a group's methods name the called method, such as `team.getInfoById`: the API method that the
 * argument is sent to is often that of several methods.
 */
export function nameMethods(name: string, group: ApiGroup): void {
  const prototype: object = Object.getPrototypeOf(group);
  if (namedGroups.has(prototype)) return;
  namedGroups.add(prototype);
  for (let from = prototype; from !== ApiGroup.prototype; from = Object.getPrototypeOf(from)) {
    for (const [key, property] of Object.entries(Object.getOwnPropertyDescriptors(from))) {
      const isOverridden = from !== prototype && Object.hasOwn(prototype, key);
      if (typeof property.value !== "function" || key === "constructor" || isOverridden) continue;
      Object.defineProperty(prototype, key, { ...property, value: withName(`${name}.${key}`, property.value) });
    }
  }
}

function withName(name: string, method: (...values: unknown[]) => unknown): typeof method {
  const rethrow = (error: unknown): never => {
    if (error instanceof ArgumentError) renameMethod(error, name);
    throw error;
  };
  function call(this: unknown, ...values: unknown[]): unknown {
    try {
      const result = Reflect.apply(method, this, values);
      return result instanceof Promise ? result.catch(rethrow) : result;
    } catch (error) {
      return rethrow(error);
    }
  }
  return Object.defineProperties(call, Object.getOwnPropertyDescriptors(method));
}
