import type { DisplayModel } from "./display/display.js";

/** The key under which a chain says that it is one. Registered, so that two copies of slylab agree. */
export const lazy: unique symbol = Symbol.for("slylab.lazy") as never;

/** What happens to one step of a chain while it runs. */
export interface StepEvent {
  /** The node's number: unique in the process, the same in every event of the step. */
  readonly id: number;
  /** The step in the words of the chain, as `create job "lemons"`. */
  readonly label: string;
  /** What happened to the step. */
  readonly state: "started" | "done" | "failed";
  /** What came of it, as `job 37`. */
  readonly outcome?: string | undefined;
  /** How long the step took, in milliseconds; undefined when it starts. */
  readonly durationMs?: number | undefined;
}

/** How far a wait or a bulk work is. */
export interface ProgressEvent {
  /** The node's number, as in {@link StepEvent}. */
  readonly id: number;
  /** The step in the words of the chain. */
  readonly label: string;
  /** How much is done. */
  readonly done: number;
  /** How much there is. */
  readonly total: number;
  /** Words beside the bar, as `labeler_1 2/6`. */
  readonly note?: string | undefined;
  /** A table of the state, where the step shows one. */
  readonly model?: DisplayModel | undefined;
}

/** Who watches a run. Called synchronously; what it throws is ignored. */
export interface RunObserver {
  /** Called when a step starts, is done or fails. */
  onStep?(event: StepEvent): void;
  /** Called when a step has come further. */
  onProgress?(event: ProgressEvent): void;
}

/** How a run is watched and stopped. */
export interface RunOptions extends RunObserver {
  /** Stops the run between and during requests; its reason is rethrown as is. */
  readonly signal?: AbortSignal | undefined;
}

/** Work that is described and not yet done: what front ends know of a chain. */
export interface LazyWork<T = unknown> {
  /** Whether running it would change anything on the server. */
  readonly writes: boolean;
  /** Runs it once; a second call gives the same result. */
  run(options?: RunOptions): Promise<T>;
  /** What it would do, without asking a server. */
  describe(): DisplayModel;
  /** What it would do, having asked the server and written nothing: create, reuse, change, wait. */
  plan(options?: RunOptions): Promise<DisplayModel>;
}

/** A value that stands for {@link LazyWork}. */
export interface Lazy<T = unknown> {
  readonly [lazy]: LazyWork<T>;
}

/** Whether `value` is a chain, of this copy of slylab or another. Runs no getter but the symbol's own. */
export function isLazy(value: unknown): value is Lazy {
  return typeof value === "object" && value !== null && lazy in value;
}
