import type { RunObserver } from "../lazy.js";
import type { DisplayModel } from "./display.js";

/** A thing on show that can be shown anew in its place. */
export interface DisplayHandle {
  /** Replaces what is shown. */
  update(value: unknown): void;
}

/** Marks a handle, so that the value of a line that showed something is not shown once more. */
export const displayHandleMark: unique symbol = Symbol.for("slylab.shown") as never;

/** Whether `value` is the handle of a thing that is on show already. */
export function isDisplayHandle(value: unknown): boolean {
  return typeof value === "object" && value !== null && displayHandleMark in value;
}

/** What the front end (REPL, kernel, runner, plain script) lends to code that runs in it. */
export interface HostContext {
  /** Aborts when the user interrupts what runs now. */
  readonly signal?: AbortSignal | undefined;
  /** Watches every chain that runs now, beside the observer that a run was given. */
  readonly observer?: RunObserver | undefined;
  /** Shows a value in this host. Absent in a plain script: then stdout is used. */
  readonly show?: ((value: unknown, model?: DisplayModel) => DisplayHandle) | undefined;
  /** Tells a line of ours beside the output. Absent where stderr is the place for it. */
  readonly note?: ((text: string) => void) | undefined;
  /** Empties the output of the running cell. `wait` puts it off until the next output. */
  readonly clear?: ((options: { readonly wait: boolean }) => void) | undefined;
  /** Asks the user for a line; `hidden` does not show what is typed. */
  readonly ask?: ((prompt: string, options: { readonly hidden: boolean }) => Promise<string>) | undefined;
  /** The text of a line (1-based) of code that is in no file, as of `cell 3`. */
  readonly sourceLine?: ((file: string, line: number) => string | undefined) | undefined;
}

// On globalThis and not in the module, since a cell may load a second copy of slylab.
const slot = Symbol.for("slylab.host-context");
const holder = globalThis as { [slot]?: HostContext | undefined };

/** What the host lends now; an empty object in a plain script. */
export function hostContext(): HostContext {
  return holder[slot] ?? {};
}

/** Lends `next` until the returned function puts back what was there. */
export function setHostContext(next: HostContext): () => void {
  const before = holder[slot];
  holder[slot] = next;
  return () => {
    holder[slot] = before;
  };
}
