import type { RunObserver } from "../lazy.js";
import type { DisplayModel } from "./display.js";

/** A displayed value that can be updated in place. */
export interface DisplayHandle {
  /** Replaces the displayed value. */
  update(value: unknown): void;
}

/** Marks display handles: a cell whose last expression is a handle does not print it again. */
export const displayHandleMark: unique symbol = Symbol.for("slylab.shown") as never;

/** Whether `value` is a {@link DisplayHandle}. */
export function isDisplayHandle(value: unknown): boolean {
  return typeof value === "object" && value !== null && displayHandleMark in value;
}

/** Services of the front end (REPL, kernel, runner) for code that runs in it. A plain script has none. */
export interface HostContext {
  /** Aborts when the user interrupts the running code. */
  readonly signal?: AbortSignal | undefined;
  /** Observes every running chain, in addition to the observer of a run's options. */
  readonly observer?: RunObserver | undefined;
  /** Displays a value in this host. Default: prints to stdout. */
  readonly show?: ((value: unknown, model?: DisplayModel) => DisplayHandle) | undefined;
  /** Prints a message of slylab apart from the code's output. Default: stderr. */
  readonly note?: ((text: string) => void) | undefined;
  /** Clears the output of the running cell; with `wait`, only when the next output arrives. */
  readonly clear?: ((options: { readonly wait: boolean }) => void) | undefined;
  /** Asks the user for a line of input; with `hidden`, without echo. */
  readonly ask?: ((prompt: string, options: { readonly hidden: boolean }) => Promise<string>) | undefined;
  /** Returns a line (1-based) of code that is not in a file, for example of `cell 3`. */
  readonly sourceLine?: ((file: string, line: number) => string | undefined) | undefined;
}

// On globalThis, since a cell may load a second copy of slylab.
const slot = Symbol.for("slylab.host-context");
const holder = globalThis as { [slot]?: HostContext | undefined };

/** Returns the current host context; an empty object in a plain script. */
export function hostContext(): HostContext {
  return holder[slot] ?? {};
}

/** Sets the host context; the returned function restores the previous one. */
export function setHostContext(next: HostContext): () => void {
  const before = holder[slot];
  holder[slot] = next;
  return () => {
    holder[slot] = before;
  };
}
