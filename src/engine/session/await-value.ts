/** Awaits the value of a cell: promises are awaited, chains run or show their plan. */
import { types } from "node:util";
import type { DisplayModel } from "../../domain/display/display.js";
import { isDisplayHandle } from "../../domain/display/host-context.js";
import { isLazy, lazy } from "../../domain/lazy.js";
import type { CellForm } from "./cell.js";

/** The final value of a cell, and what is shown instead of it. */
export interface AwaitedValue {
  readonly value: unknown;
  readonly shown?: DisplayModel;
}

/** Whether {@link awaitValue} would change this value. */
export function needsAwaiting(value: unknown): boolean {
  // A proxy's traps are user code, which showing a value must not run.
  if (types.isProxy(value)) return false;
  return isLazy(value) || types.isPromise(value) || isDisplayHandle(value);
}

/**
 * Runs a chain if the cell called it or if it only reads; otherwise returns its plan to show. Awaits a promise. Returns
 * undefined for a value that is already shown, and any other value unchanged.
 */
export async function awaitValue(value: unknown, form: CellForm, signal: AbortSignal): Promise<AwaitedValue> {
  if (isLazy(value)) {
    const work = value[lazy];
    if (work.writes && form !== "call") return { value, shown: await work.plan({ signal }) };
    return { value: await work.run({ signal }) };
  }
  const settled = types.isPromise(value) ? await value : value;
  return { value: !types.isProxy(settled) && isDisplayHandle(settled) ? undefined : settled };
}
