import { removeOwnFrames } from "../../base/own-frames.js";
import { type DisplayModel, display, type ErrorModel, type TableModel } from "../../domain/display/display.js";
import { isSlylabError, messageWithoutMethod, SlylabError } from "../../domain/errors.js";
import { fileErrorText, isDiskError } from "../../domain/file-error.js";
import { type CallSite, siteText, sourceLine } from "./call-site.js";
import type { Node } from "./node.js";

/** The state of one step in a chain that failed. */
export interface StepReport {
  /** Label of the step. */
  readonly label: string;
  /** `not read`: the step names something by its id, and no later step has found it on the server. */
  readonly state: "done" | "failed" | "not run" | "not read";
  /** The result, for example `job 37`; the error message for the failed step. */
  readonly outcome: string;
  /** The line of the user's code that called the step. */
  readonly site: CallSite | undefined;
}

/**
 * A step of a chain failed. The results of earlier steps are kept: awaiting the same chain again continues at the failed
 * step. `cause` is the original error: test its class with `instanceof`.
 *
 * @example
 * try {
 *   await run;
 * } catch (error) {
 *   if (error instanceof ChainError && error.cause instanceof NotFoundError) console.log(error.steps);
 * }
 */
export class ChainError extends SlylabError {
  /** Always `chain`. */
  readonly code = "chain";
  /** All steps of the chain, in order. */
  readonly steps: readonly StepReport[];
  /** The step that failed. */
  readonly failed: StepReport;
  /** HTTP status of the response that caused the failure; undefined if there was none. */
  readonly status: number | undefined;
  /** How often the failed request was sent; undefined if no request failed. */
  readonly attempts: number | undefined;

  /** @internal */
  constructor(chain: Node<unknown>, failed: Node<unknown>, cause: unknown) {
    removeOwnFrames(cause);
    const message = messageOf(cause);
    super(`${failed.step.label}: ${message}`, { cause, hint: hintOf(chain, failed, cause) });
    this.failed = Object.freeze({ label: failed.step.label, state: "failed", outcome: message, site: failed.site() });
    this.steps = Object.freeze(reports(chain, failed, this.failed));
    this.status = numberOf(cause, "status");
    this.attempts = numberOf(cause, "attempts");
    const site = this.failed.site;
    // Node prints the stack of an uncaught error: it lists the steps, the hint and the user's line.
    const lines = [...this.steps.map((step) => stepLine(step, factsOf(this))), `  hint: ${this.hint ?? ""}`];
    const at = site === undefined ? "" : `\n    at ${siteText(site)}`;
    this.stack = `${this.name}: ${this.message}\n${lines.join("\n")}${at}`;
    for (const name of ["steps", "failed", "status", "attempts", "code", "hint"] as const) {
      Object.defineProperty(this, name, { enumerable: false });
    }
  }

  /**
   * Formats the error for Node: the steps, the hint and the user's line. A cause that is an error of slylab is omitted,
   * because the message contains its text.
   *
   * @internal
   */
  [Symbol.for("nodejs.util.inspect.custom")](_depth: number | null, options: object, inspect?: Inspect): string {
    const text = this.stack ?? this.message;
    if (this.cause === undefined || isSlylabError(this.cause) || inspect === undefined) return text;
    return `${text} {\n  [cause]: ${inspect(this.cause, options).replaceAll("\n", "\n  ")}\n}`;
  }

  override [display](): DisplayModel {
    const { site } = this.failed;
    const text = site === undefined ? undefined : sourceLine(site);
    const model: ErrorModel = {
      kind: "error",
      name: this.name,
      message: this.message,
      ...(this.hint === undefined ? {} : { hint: this.hint }),
      ...(site === undefined || text === undefined ? {} : { source: { ...site, text } }),
      parts: [stepTable(this)],
    };
    return model;
  }
}

function reports(chain: Node<unknown>, failed: Node<unknown>, report: StepReport): StepReport[] {
  const path = chain.path();
  const lastRead = path.findLastIndex(({ step, memo }) => step.assumes !== true && memo?.state === "done");
  return path
    .map((node, index) => ({ node, isRead: node.step.assumes !== true || index < lastRead }))
    .filter(({ node }) => node.step.quiet !== true || node === failed)
    .map(({ node, isRead }) => {
      if (node === failed) return report;
      const { label } = node.step;
      const site = node.site();
      if (node.memo?.state !== "done") return { label, state: "not run", outcome: "", site };
      if (!isRead) return { label, state: "not read", outcome: "", site };
      return { label, state: "done", outcome: node.step.outcome?.(node.memo.value) ?? "", site };
    });
}

/** `util.inspect`, as passed by Node. */
type Inspect = (value: unknown, options: object) => string;

/** Facts about the failed request. */
function factsOf({ status, attempts }: Pick<ChainError, "status" | "attempts">): string[] {
  return [
    ...(status === undefined ? [] : [`HTTP ${status}`]),
    ...(attempts === undefined || attempts < 2 ? [] : [`${attempts} attempts`]),
  ];
}

const stepMarks = { done: "✓", failed: "✗", "not read": "-", "not run": "-" } as const;

function stepLine({ label, state, outcome }: StepReport, facts: readonly string[]): string {
  const notDone = state === "failed" ? [state, ...facts].join(", ") : state;
  const end = state === "done" ? (outcome === "" ? "" : ` → ${outcome}`) : ` (${notDone})`;
  // Names come from a server: no line breaks and no control characters in the terminal.
  return `  ${stepMarks[state]} ${label}${end}`.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, "\ufffd");
}

function stepTable(error: ChainError): TableModel {
  return {
    kind: "table",
    columns: [
      { title: "Step", kind: "text" },
      { title: "State", kind: "status" },
      { title: "Outcome", kind: "text" },
      { title: "Called at", kind: "text", hidePriority: 1 },
    ],
    rows: error.steps.map(({ label, state, outcome, site }) => [
      label,
      state,
      // The message of the failed step is shown above the table.
      (state === "failed" ? factsOf(error).join(", ") : outcome) || null,
      site === undefined ? null : siteText(site),
    ]),
  };
}

function hintOf(chain: Node<unknown>, failed: Node<unknown>, cause: unknown): string {
  const isFirst = chain.path().every(({ memo }) => memo?.state !== "done");
  const resume = isFirst
    ? "await the chain again to try again"
    : `await the chain again to continue at ${failed.step.label}`;
  // One hint only: the cause's own hint is more useful than how to resume.
  return (isSlylabError(cause) ? cause.hint : undefined) ?? resume;
}

/** The cause's message without the name of the API method, which the step's label replaces. */
function messageOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  if (isDiskError(cause)) {
    const path = "path" in cause && typeof cause.path === "string" ? ` ${cause.path}` : "";
    return `cannot write${path}: ${fileErrorText(cause)}`;
  }
  return messageWithoutMethod(cause);
}

function numberOf(cause: unknown, name: "status" | "attempts"): number | undefined {
  if (typeof cause !== "object" || cause === null) return undefined;
  const value: unknown = Reflect.get(cause, name);
  return typeof value === "number" ? value : undefined;
}
