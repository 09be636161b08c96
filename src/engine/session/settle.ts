/** What the value of a cell comes to at a prompt: promises are awaited, chains run or show their plan. */
import { types } from "node:util";
import type { DisplayModel } from "../../domain/display/display.js";
import { isDisplayHandle } from "../../domain/display/host-context.js";
import { isLazy, lazy } from "../../domain/lazy.js";
import type { CellForm } from "./cell.js";

/** A value, and what is shown in its place. */
export interface Settled {
  readonly value: unknown;
  readonly shown?: DisplayModel;
}

/** Whether {@link settle} makes another value of this one. */
export function isUnsettled(value: unknown): boolean {
  // A proxy's traps are the user's code: showing a value runs none.
  if (types.isProxy(value)) return false;
  return isLazy(value) || types.isPromise(value) || isDisplayHandle(value);
}

/**
 * A chain that the line called its way to runs, as does one that only reads; one that would write and was not called
 * shows its plan. A promise is awaited. What is on show already is no value; any other stays as it is.
 */
export async function settle(value: unknown, form: CellForm, signal: AbortSignal): Promise<Settled> {
  if (isLazy(value)) {
    const work = value[lazy];
    if (work.writes && form !== "call") return { value, shown: await work.plan({ signal }) };
    return { value: await work.run({ signal }) };
  }
  const settled = types.isPromise(value) ? await value : value;
  return { value: !types.isProxy(settled) && isDisplayHandle(settled) ? undefined : settled };
}
