/** The frozen linked node: one step of a chain, after the step before it. */
import type { Api } from "../../client/api.js";
import type { DisplayModel } from "../../domain/display/display.js";
import { type CallMark, type CallSite, markCall, readCall } from "./call-site.js";
import type { SharedRun } from "./shared-run.js";
import { expectRun } from "./unawaited.js";

/** Where a chain's requests go. Asked at the first run, not before. */
export interface ApiSource {
  connect(): Promise<Api>;
}

/** What a step may do while it only looks. */
export interface ReadContext {
  readonly signal: AbortSignal;
  api(): Promise<Api>;
  /** Tells the watchers how far it is; absent where nobody watches. */
  progress?(done: number, total: number, note?: string, model?: DisplayModel): void;
}

/** What a step may do while it runs. */
export interface StepContext extends ReadContext {
  /** Tells the watchers how far it is. */
  progress(done: number, total: number, note?: string, model?: DisplayModel): void;
  /** Does `work` once in the life of the node: an attempt after a failure gets the ids that the earlier one had made. */
  once(key: string | number, work: () => Promise<readonly number[]>): Promise<readonly number[]>;
}

/** What a plan says that a step would do. `done` ran already; `problem` would fail. */
export type PlanAction = "read" | "create" | "reuse" | "change" | "wait" | "done" | "problem";

/** One line of a plan. */
export interface PlanEntry {
  /** What would happen: `create`, `change`, `reuse`, `read`, `wait`, or `problem`. */
  readonly action: PlanAction;
  /** As `account labeler_1`. */
  readonly what: string;
  /** Further words, for example why it is a problem. */
  readonly note?: string | undefined;
}

/** What a step would do, and what would come of it where that is known without doing it. */
export interface Foresight<Out> {
  readonly entries: readonly PlanEntry[];
  readonly value?: Out | undefined;
}

/** One step as data and as work. `In` is what the step before it gives. */
export interface Step<In, Out> {
  /** The step in the words of the chain, as `create job 'lemons'`. */
  readonly label: string;
  /** Whether it changes anything on the server. */
  readonly writes?: boolean | undefined;
  /** It only reads what the step before it did: shown nowhere unless it fails. */
  readonly quiet?: boolean | undefined;
  /** It takes an id as it was given and asks nobody: told as done only when a later step has used the id. */
  readonly assumes?: boolean | undefined;
  /** Stops this step alone. */
  readonly signal?: AbortSignal | undefined;
  run(input: In, context: StepContext): Promise<Out>;
  /** What came of it, as `job 37`. */
  outcome?(value: Out): string | undefined;
  /** Absent for a step that reads: it is run. `input` is undefined where only a run can know it. */
  foresee?(input: In | undefined, context: ReadContext): Promise<Foresight<Out>>;
}

/** A node's cached value or running work. Failures are not cached. */
export type Memo<T> =
  | { readonly state: "done"; readonly value: T; readonly durationMs: number }
  | { readonly state: "running"; readonly flight: SharedRun<T> };

let lastId = 0;

/** One step of a chain after the step before it: frozen, but for its memo. */
export class Node<T> {
  readonly id: number;
  readonly parent: Node<unknown> | undefined;
  readonly step: Step<unknown, T>;
  readonly home: ApiSource;
  readonly #mark: CallMark;
  readonly #kept = new Map<string | number, readonly number[]>();
  #memo: Memo<T> | undefined;

  private constructor(home: ApiSource, step: Step<unknown, T>, parent: Node<unknown> | undefined, mark: CallMark) {
    this.id = ++lastId;
    this.home = home;
    this.step = step;
    this.parent = parent;
    this.#mark = mark;
    Object.freeze(this);
    if (step.writes === true) expectRun(this);
  }

  /** The first node of a chain. */
  static root<T>(home: ApiSource, step: Step<undefined, T>): Node<T> {
    return new Node<T>(home, step, undefined, markCall());
  }

  /** The node after this one. */
  append<U>(step: Step<T, U>): Node<U> {
    return new Node<U>(this.home, step, this, markCall());
  }

  /** The same steps that have not run, all the way from the first. */
  fresh(): Node<T> {
    return new Node<T>(this.home, this.step, this.parent?.fresh(), this.#mark);
  }

  /** Whether a run of this node would change anything on the server. */
  get writes(): boolean {
    return this.step.writes === true || (this.parent?.writes ?? false);
  }

  /** What became of it; undefined where it has not run, or failed. */
  get memo(): Memo<T> | undefined {
    return this.#memo;
  }

  /** For the executor alone. */
  remember(memo: Memo<T> | undefined): void {
    this.#memo = memo;
  }

  /** What attempts of this node made: see {@link StepContext.once}. */
  get kept(): Map<string | number, readonly number[]> {
    return this.#kept;
  }

  /** The nodes from the first to this one. */
  path(): readonly Node<unknown>[] {
    const path: Node<unknown>[] = [];
    for (let node: Node<unknown> | undefined = this; node !== undefined; node = node.parent) path.unshift(node);
    return path;
  }

  /** The user's line that called this step. */
  site(): CallSite | undefined {
    return readCall(this.#mark);
  }
}

/** The steps of `node` in one line, as `team 8 › create job 'lemons'`. */
export function pathText(node: Node<unknown>): string {
  return node
    .path()
    .filter(({ step }) => step.quiet !== true)
    .map(({ step }) => step.label)
    .join(" › ");
}
