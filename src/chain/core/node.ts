/** The linked nodes that chains consist of, and the steps in them. */
import type { Api } from "../../client/api.js";
import type { DisplayModel } from "../../domain/display/display.js";
import { type CallMark, type CallSite, markCall, readCall } from "./call-site.js";
import type { SharedRun } from "./shared-run.js";
import { expectRun } from "./unawaited.js";

/** The API to which a chain sends its requests. `connect` is called when the chain runs. */
export interface ApiSource {
  connect(): Promise<Api>;
}

/** The context of a step that only reads. It is also passed as the options of API calls, which abort with its signal. */
export interface ReadContext {
  readonly signal: AbortSignal;
  api(): Promise<Api>;
  /** Reports progress to observers; undefined if there are none. */
  progress?(done: number, total: number, note?: string, model?: DisplayModel): void;
}

/** The context of a running step. */
export interface StepContext extends ReadContext {
  /** Reports progress to observers. */
  progress(done: number, total: number, note?: string, model?: DisplayModel): void;
  /** Runs `work` once per node and key: after a failure, the next attempt gets the ids that the earlier one created. */
  createOnce(key: string | number, work: () => Promise<readonly number[]>): Promise<readonly number[]>;
}

/** Returns `context` without progress reports and without a memory of created ids. */
export function withoutProgress(context: ReadContext): StepContext {
  return { ...context, progress: () => undefined, createOnce: (_key, work) => work() };
}

/** The effect of a step. `done`: it has run already; `problem`: it would fail. */
export type PlanAction = "read" | "create" | "reuse" | "change" | "wait" | "done" | "problem";

/** One line of a plan. */
export interface PlanEntry {
  /** The effect: `create`, `change`, `reuse`, `read`, `wait`, `done` or `problem`. */
  readonly action: PlanAction;
  /** The affected item, for example `account labeler_1`. */
  readonly what: string;
  /** Details, for example the reason of a problem. */
  readonly note?: string | undefined;
}

/** Creates one line of a plan. */
export function planEntry(action: PlanAction, what: string, note?: string): PlanEntry {
  return note === undefined ? { action, what } : { action, what, note };
}

/** The plan of a step, and its result if that is known without running it. */
export interface StepPlan<Out> {
  readonly entries: readonly PlanEntry[];
  readonly value?: Out | undefined;
}

/** One step of a chain. `In` is the result of the step before it. */
export interface Step<In, Out> {
  /** A short name of the step, for example `create job 'lemons'`. */
  readonly label: string;
  /** Whether it changes anything on the server or on disk. */
  readonly writes?: boolean | undefined;
  /** Hides the step unless it fails. For steps that only read the result of the step before. */
  readonly quiet?: boolean | undefined;
  /** It takes an id without asking the server: reported as done only after a later step has used the id. */
  readonly assumes?: boolean | undefined;
  /** It starts from records that the user has, without a request: not reported while the chain runs. */
  readonly startsFromRecords?: boolean | undefined;
  /** Stops only this step. */
  readonly signal?: AbortSignal | undefined;
  run(input: In, context: StepContext): Promise<Out>;
  /** A short text of the result, for example `job 37`. */
  outcome?(value: Out): string | undefined;
  /** Says what `run` would do. Undefined for steps that only read: a plan runs those. `input` is undefined if only a run can compute it. */
  plan?(input: In | undefined, context: ReadContext): Promise<StepPlan<Out>>;
}

/** The result or the running work of a node. Failures are not kept. */
export type Memo<T> =
  | { readonly state: "done"; readonly value: T; readonly durationMs: number }
  | { readonly state: "running"; readonly shared: SharedRun<T> };

let lastId = 0;

/** One step of a chain, linked to the step before it. Immutable except for its memo. */
export class Node<T> {
  readonly id: number;
  readonly parent: Node<unknown> | undefined;
  readonly step: Step<unknown, T>;
  readonly apiSource: ApiSource;
  readonly #mark: CallMark;
  readonly #createdIds = new Map<string | number, readonly number[]>();
  #memo: Memo<T> | undefined;

  private constructor(apiSource: ApiSource, step: Step<unknown, T>, parent: Node<unknown> | undefined, mark: CallMark) {
    this.id = ++lastId;
    this.apiSource = apiSource;
    this.step = step;
    this.parent = parent;
    this.#mark = mark;
    Object.freeze(this);
    if (step.writes === true) expectRun(this);
  }

  /** Creates the first node of a chain. */
  static root<T>(apiSource: ApiSource, step: Step<undefined, T>): Node<T> {
    return new Node<T>(apiSource, step, undefined, markCall());
  }

  /** Creates the node after this one. */
  append<U>(step: Step<T, U>): Node<U> {
    return new Node<U>(this.apiSource, step, this, markCall());
  }

  /** Copies the chain up to this node, without results. */
  fresh(): Node<T> {
    return new Node<T>(this.apiSource, this.step, this.parent?.fresh(), this.#mark);
  }

  /** Whether this node or one before it writes. */
  get writes(): boolean {
    return this.step.writes === true || (this.parent?.writes ?? false);
  }

  /** The result or the running work; undefined if it has not run, or failed. */
  get memo(): Memo<T> | undefined {
    return this.#memo;
  }

  /** Sets the memo. Called only by the executor. */
  remember(memo: Memo<T> | undefined): void {
    this.#memo = memo;
  }

  /** Ids that attempts of this node created: see {@link StepContext.once}. */
  get createdIds(): Map<string | number, readonly number[]> {
    return this.#createdIds;
  }

  /** Returns the nodes from the first to this one. */
  path(): readonly Node<unknown>[] {
    const path: Node<unknown>[] = [];
    for (let node: Node<unknown> | undefined = this; node !== undefined; node = node.parent) path.unshift(node);
    return path;
  }

  /** Returns the line of the user's code that added this step. */
  site(): CallSite | undefined {
    return readCall(this.#mark);
  }
}

/** Formats the steps of `node` in one line, for example `team 8 › create job 'lemons'`. */
export function pathText(node: Node<unknown>): string {
  return node
    .path()
    .filter(({ step }) => step.quiet !== true)
    .map(({ step }) => step.label)
    .join(" › ");
}
