/** Prints the findings of a bench: measure, slylab, peer, ratio, goal and whether it is met. */
import type { TableModel } from "../../../src/domain/display/display.js";
import { renderTerminal } from "../../../src/render/terminal/terminal.js";

/** One line of a report. */
export interface Finding {
  /** For example `1,000 small calls, 16 at once`. */
  readonly what: string;
  readonly ours: string;
  readonly peer?: string;
  readonly ratio?: string;
  readonly goal?: string;
  /** Whether the goal is met; missing without a goal. */
  readonly met?: boolean;
}

/** Prints the findings as a table with the peer's name at its head. */
export function report(title: string, peer: string, findings: readonly Finding[]): void {
  const goals = findings.some(({ goal }) => goal !== undefined) ? ["goal", ""] : [];
  const titles = ["what", "slylab", peer, "ratio", ...goals];
  const model: TableModel = {
    kind: "table",
    title,
    columns: titles.map((name) => ({ title: name, kind: "text" })),
    rows: findings.map(({ what, ours, peer: theirs, ratio, goal, met }) =>
      [what, ours, theirs, ratio, goal, met === undefined ? null : met ? "ok" : "MISSED"].slice(0, titles.length),
    ),
  };
  const columns = Math.max(process.stdout.columns ?? 0, 140);
  console.log(
    `${renderTerminal(model, { columns, color: process.stdout.isTTY === true, maxRows: Number.POSITIVE_INFINITY })}\n`,
  );
}
