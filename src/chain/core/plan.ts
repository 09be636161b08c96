/** What a chain would do, found out by reads alone. */
import { type Column, type DisplayModel, display } from "../../domain/display/display.js";
import { showInHosts } from "../../domain/display/host-forms.js";
import { ArgumentError, NoResultError } from "../../domain/errors.js";
import type { RunOptions } from "../../domain/lazy.js";
import { runOf } from "./execute.js";
import type { Foresight, Node, PlanAction, PlanEntry, ReadContext, StepContext } from "./node.js";
import { noteRun } from "./unawaited.js";

/** One line of a plan with the step it belongs to. */
export interface PlannedStep extends PlanEntry {
  /** The step in the words of the chain. */
  readonly step: string;
}

const columns: readonly Column[] = [
  { title: "Step", kind: "text", weight: 1 },
  { title: "Action", kind: "status" },
  { title: "What", kind: "text" },
  { title: "Note", kind: "text" },
];

/**
 * What was written before the plan was made: nothing; steps of the chain that ran already; or whatever stands before a
 * draft, such as an account, since awaiting the draft runs it.
 */
export type PlanKind = "untouched" | "begun" | "draft";

const notes: Readonly<Record<PlanKind, { readonly state: string; readonly next: string }>> = {
  untouched: { state: "nothing was written", next: "await" },
  begun: { state: "nothing more was written", next: "await" },
  draft: { state: "a draft, not created yet", next: ".create()" },
};

/** What a chain would do: create, reuse, change, wait. Nothing was written to find it out. */
export class Plan {
  static {
    showInHosts(Plan);
  }

  /** What each step would do, in the order of the chain. */
  readonly steps: readonly PlannedStep[];
  readonly #kind: PlanKind;

  /** @internal */
  constructor(steps: readonly PlannedStep[], kind: PlanKind = "untouched") {
    this.#kind = kind;
    this.steps = Object.freeze(steps.map((step) => Object.freeze(step)));
    Object.freeze(this);
  }

  /** What would fail, as `no class 'lemno' in project 5555, did you mean 'lemon'?`. Empty where nothing is known to. */
  get problems(): readonly string[] {
    return this.steps
      .filter(({ action }) => action === "problem")
      .map(({ what, note }) => (note === undefined ? what : `${what}, ${note}`));
  }

  /** How many lines of the plan have this action. */
  count(action: PlanAction): number {
    return this.steps.filter((step) => step.action === action).length;
  }

  [display](): DisplayModel {
    const counts = (["create", "change", "reuse", "wait", "problem"] as const)
      .map((action) => [this.count(action), action] as const)
      .filter(([count]) => count > 0)
      .map(([count, action]) => `${count} ${action}`);
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
      note: `${notes[this.#kind].state}${counts.length === 0 ? "" : `; ${notes[this.#kind].next} would: ${counts.join(", ")}`}`,
    };
  }
}

/** Plans `node`: every step that could be foreseen, in order. */
export async function plan(node: Node<unknown>, options: RunOptions = {}): Promise<Plan> {
  noteRun(node);
  const { signal = new AbortController().signal } = runOf(options);
  const path = node.path();
  // Reads after the last step that must be foreseen tell a plan nothing: they are named, not sent.
  const lastForeseen = path.findLastIndex(({ step }) => step.foresee !== undefined);
  const steps: PlannedStep[] = [];
  let value: unknown;
  for (const [index, each] of path.entries()) {
    signal.throwIfAborted();
    const isKnown = index === 0 || value !== undefined;
    const context = { signal, api: () => each.home.connect() };
    const foresight = await foresee(each, value, { isKnown, isNeeded: index < lastForeseen }, context);
    value = foresight.value;
    steps.push(...foresight.entries.map((entry) => ({ step: each.step.label, ...entry })));
  }
  const isBegun = path.some(({ memo, step }) => memo?.state === "done" && step.writes === true);
  return new Plan(steps, isBegun ? "begun" : "untouched");
}

async function foresee(
  { step, memo }: Node<unknown>,
  input: unknown,
  { isKnown, isNeeded }: { isKnown: boolean; isNeeded: boolean },
  context: ReadContext,
): Promise<Foresight<unknown>> {
  if (memo?.state === "done") {
    const done = { action: "done", what: step.outcome?.(memo.value) ?? step.label } as const;
    return { entries: step.quiet === true ? [] : [done], value: memo.value };
  }
  try {
    if (step.foresee !== undefined) return await step.foresee(isKnown ? input : undefined, context);
    const entries = step.quiet === true ? [] : [{ action: "read", what: step.label } as const];
    if (!isNeeded || !isKnown) return { entries };
    return { entries, value: await step.run(input, silent(context)) };
  } catch (fault) {
    if (!(fault instanceof NoResultError || fault instanceof ArgumentError)) throw fault;
    const note = fault.hint === undefined ? {} : { note: fault.hint };
    return { entries: [{ action: "problem", what: fault.message, ...note }] };
  }
}

/** A step that only reads, run for a plan: nobody watches, nothing is kept. */
function silent(context: ReadContext): StepContext {
  return { ...context, progress: () => undefined, once: (_key, work) => work() };
}
