/** Plans: what a chain would do, determined with reads only. */
import { countText } from "../../base/text/count-text.js";
import { type Column, type DisplayModel, display } from "../../domain/display/display.js";
import { showInHosts } from "../../domain/display/host-forms.js";
import { ArgumentError, messageWithoutMethod, NoResultError } from "../../domain/errors.js";
import type { RunOptions } from "../../domain/lazy.js";
import { runOf } from "./execute.js";
import {
  type Node,
  type PlanAction,
  type PlanEntry,
  planEntry,
  type ReadContext,
  type StepPlan,
  withoutProgress,
} from "./node.js";
import { markStarted } from "./unawaited.js";

/** One line of a plan and the step it belongs to. */
export interface PlannedStep extends PlanEntry {
  /** Label of the step. */
  readonly step: string;
}

const columns: readonly Column[] = [
  { title: "Step", kind: "text" },
  { title: "Action", kind: "status" },
  { title: "What", kind: "text" },
  { title: "Note", kind: "text" },
];

/**
 * The writes before the plan: `untouched` none, `begun` steps of the chain that have run, `draft` steps before a draft,
 * for example an account, because awaiting the draft runs them.
 */
export type PlanKind = "untouched" | "begun" | "draft";

const notes: Readonly<Record<PlanKind, { readonly state: string; readonly next: string }>> = {
  untouched: { state: "nothing was written", next: "await" },
  begun: { state: "nothing more was written", next: "await" },
  draft: { state: "a draft, not created yet", next: ".create()" },
};

const verbs: readonly (readonly [action: PlanAction, verb: string])[] = [
  ["create", "create"],
  ["change", "change"],
  ["reuse", "reuse"],
  ["wait", "wait for"],
];

/** The plan of a chain: what it would create, reuse, change and wait for. Making a plan writes nothing. */
export class Plan {
  static {
    showInHosts(Plan);
  }

  /** The effects of the steps, in the order of the chain. */
  readonly steps: readonly PlannedStep[];
  readonly #kind: PlanKind;

  /** @internal */
  constructor(steps: readonly PlannedStep[], kind: PlanKind = "untouched") {
    this.#kind = kind;
    this.steps = Object.freeze(steps.map((step) => Object.freeze(step)));
    Object.freeze(this);
  }

  /**
   * Known problems that would make the chain fail, for example
   * `no class 'lemno' in project 5555, did you mean 'lemon'?`. Empty for a plan without problems.
   */
  get problems(): readonly string[] {
    return this.steps
      .filter(({ action }) => action === "problem")
      .map(({ what, note }) => (note === undefined ? what : `${what}, ${note}`));
  }

  /** Counts the lines of the plan with this action. */
  count(action: PlanAction): number {
    return this.steps.filter((step) => step.action === action).length;
  }

  [display](): DisplayModel {
    return {
      kind: "table",
      title: "Plan",
      columns,
      rows: this.steps.map(({ step, action, what, note }, index) => [
        this.steps[index - 1]?.step === step ? "" : step,
        action,
        what,
        note ?? null,
      ]),
      note: this.#summary(),
    };
  }

  /** For example `nothing was written; await would create 2 and reuse 1; 1 problem`. */
  #summary(): string {
    const { state, next } = notes[this.#kind];
    const counts = verbs.flatMap(([action, verb]) => (this.count(action) === 0 ? [] : `${verb} ${this.count(action)}`));
    const last = counts.pop();
    const all = counts.length === 0 ? last : `${counts.join(", ")} and ${last}`;
    const problems = this.problems.length === 0 ? [] : [countText(this.problems.length, "problem")];
    return [state, ...(all === undefined ? [] : [`${next} would ${all}`]), ...problems].join("; ");
  }
}

/** Plans all steps up to `node`, in order. */
export async function plan(node: Node<unknown>, options: RunOptions = {}): Promise<Plan> {
  markStarted(node);
  const { signal = new AbortController().signal } = runOf(options);
  const path = node.path();
  // Reads after the last step that has a plan are listed but not sent: nothing depends on them.
  const lastPlanned = path.findLastIndex(({ step }) => step.plan !== undefined);
  const steps: PlannedStep[] = [];
  let value: unknown;
  for (const [index, each] of path.entries()) {
    signal.throwIfAborted();
    const isKnown = index === 0 || value !== undefined;
    const context = { signal, api: () => each.apiSource.connect() };
    const planned = await planStep(each, value, { isKnown, isNeeded: index < lastPlanned }, context);
    value = planned.value;
    steps.push(...planned.entries.map((entry) => ({ step: each.step.label, ...entry })));
  }
  const isBegun = path.some(({ memo, step }) => memo?.state === "done" && step.writes === true);
  return new Plan(steps, isBegun ? "begun" : "untouched");
}

async function planStep(
  { step, memo }: Node<unknown>,
  input: unknown,
  { isKnown, isNeeded }: { isKnown: boolean; isNeeded: boolean },
  context: ReadContext,
): Promise<StepPlan<unknown>> {
  if (memo?.state === "done") {
    const done = planEntry("done", step.outcome?.(memo.value) ?? step.label);
    return { entries: step.quiet === true ? [] : [done], value: memo.value };
  }
  try {
    if (step.plan !== undefined) return await step.plan(isKnown ? input : undefined, context);
    const entries = step.quiet === true ? [] : [planEntry("read", step.label)];
    if (!isNeeded || !isKnown) return { entries };
    return { entries, value: await step.run(input, withoutProgress(context)) };
  } catch (error) {
    if (!(error instanceof NoResultError || error instanceof ArgumentError)) throw error;
    return { entries: [planEntry("problem", messageWithoutMethod(error), error.hint)] };
  }
}
