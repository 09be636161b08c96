/** Timers that attribute their callbacks to the cell that set them. */
import { promisify } from "node:util";
import type { Foreground } from "./foreground.js";

/** Returns the timers that cells see instead of the global ones. */
export function attributedTimers(
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
    const overrides = (callback: unknown, ...rest: unknown[]): unknown =>
      Reflect.apply(timer, globalThis, [credit(callback), ...rest]);
    Object.defineProperty(overrides, "name", { value: timer.name });
    const promised: unknown = Reflect.get(timer, promisify.custom);
    if (promised !== undefined) Object.defineProperty(overrides, promisify.custom, { value: promised });
    return overrides;
  };
  return {
    setTimeout: lend(setTimeout),
    setInterval: lend(setInterval),
    setImmediate: lend(setImmediate),
    queueMicrotask: lend(queueMicrotask),
  };
}
