/** Timers that remember the cell which set them. */
import { promisify } from "node:util";
import type { Foreground } from "./foreground.js";

/** The timers that cells see in place of the global ones. */
export function lentTimers(
  foreground: Foreground,
  runGuarded: (work: () => void) => void,
): Readonly<Record<string, unknown>> {
  const credit = (callback: unknown): unknown => {
    if (typeof callback !== "function") return callback;
    const owner = foreground.owner;
    return function (this: unknown, ...values: unknown[]): void {
      foreground.enter(owner);
      runGuarded(() => Reflect.apply(callback, this, values));
    };
  };
  const lend = (timer: (...values: never[]) => unknown): unknown => {
    const lent = (callback: unknown, ...rest: unknown[]): unknown =>
      Reflect.apply(timer, globalThis, [credit(callback), ...rest]);
    Object.defineProperty(lent, "name", { value: timer.name });
    const promised: unknown = Reflect.get(timer, promisify.custom);
    if (promised !== undefined) Object.defineProperty(lent, promisify.custom, { value: promised });
    return lent;
  };
  return {
    setTimeout: lend(setTimeout),
    setInterval: lend(setInterval),
    setImmediate: lend(setImmediate),
    queueMicrotask: lend(queueMicrotask),
  };
}
