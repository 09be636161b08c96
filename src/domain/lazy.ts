import type { DisplayModel } from "./display/display.js";

/** Key of a chain's {@link LazyWork}. A registered symbol, so that two copies of slylab agree. */
export const lazy: unique symbol = Symbol.for("slylab.lazy") as never;

/** Reports the start or the end of a chain's step. */
export interface StepEvent {
  /** The node's number: unique in the process, the same in every event of the step. */
  readonly id: number;
  /** Description of the step, for example `create job "lemons"`. */
  readonly label: string;
  /** The new state of the step. */
  readonly state: "started" | "done" | "failed";
  /** Result of the step, for example `job 37`. */
  readonly outcome?: string | undefined;
  /** Duration of the step in milliseconds; undefined when it starts. */
  readonly durationMs?: number | undefined;
}

/** Reports the progress of a wait or a bulk operation. */
export interface ProgressEvent {
  /** The node's number, as in {@link StepEvent}. */
  readonly id: number;
  /** Description of the step. */
  readonly label: string;
  /** Number of completed items. */
  readonly done: number;
  /** Number of all items. */
  readonly total: number;
  /** Text next to the bar, for example `labeler_1 2/6`. */
  readonly note?: string | undefined;
  /** A table of the current state; undefined if the step shows none. */
  readonly model?: DisplayModel | undefined;
}

/** Receives the events of a run. Called synchronously; errors that it throws are ignored. */
export interface RunObserver {
  /** Called when a step starts, completes or fails. */
  onStep?(event: StepEvent): void;
  /** Called when a step makes progress. */
  onProgress?(event: ProgressEvent): void;
}

/** Options to observe and to abort a run. */
export interface RunOptions extends RunObserver {
  /** Stops the run between and during requests; its reason is rethrown unchanged. */
  readonly signal?: AbortSignal | undefined;
}

/** Work that has not run yet: the interface of chains for front ends. */
export interface LazyWork<T = unknown> {
  /** Whether running it may change anything on the server. */
  readonly writes: boolean;
  /** Runs it once; a second call returns the same result. */
  run(options?: RunOptions): Promise<T>;
  /** Describes the steps without sending a request. */
  describe(): DisplayModel;
  /** Predicts what each step would do (create, reuse, change, wait); sends read requests only. */
  plan(options?: RunOptions): Promise<DisplayModel>;
}

/** A value with {@link LazyWork}, such as a chain. */
export interface Lazy<T = unknown> {
  readonly [lazy]: LazyWork<T>;
}

/** Whether `value` is a chain, of this copy of slylab or another. Reads no property of `value`. */
export function isLazy(value: unknown): value is Lazy {
  return typeof value === "object" && value !== null && lazy in value;
}
