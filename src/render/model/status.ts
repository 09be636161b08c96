/** The appearance of statuses: a tone and a mark in a terminal, a level in HTML. */
import type { Tone } from "../terminal/color.js";

/** The meaning of a status for the user. */
export type StatusLevel = "idle" | "active" | "review" | "good" | "warning" | "bad";

/** The appearance of a status. `mark` distinguishes it without color. */
export interface StatusStyle {
  readonly level: StatusLevel;
  readonly tone: Tone;
  readonly symbol: string;
}

const styles: Readonly<Record<StatusLevel, StatusStyle>> = {
  idle: { level: "idle", tone: "dim", symbol: "○" },
  active: { level: "active", tone: "blue", symbol: "◐" },
  review: { level: "review", tone: "magenta", symbol: "◑" },
  good: { level: "good", tone: "green", symbol: "●" },
  warning: { level: "warning", tone: "yellow", symbol: "◆" },
  bad: { level: "bad", tone: "red", symbol: "■" },
};

const levels: Readonly<Record<string, StatusLevel>> = {
  pending: "idle",
  in_progress: "active",
  on_review: "review",
  review_completed: "review",
  completed: "good",
  stopped: "bad",
  archived: "idle",
  none: "idle",
  done: "good",
  accepted: "good",
  rejected: "bad",
  running: "active",
  started: "active",
  failed: "bad",
  "not run": "idle",
  skipped: "idle",
  create: "good",
  change: "warning",
  reuse: "idle",
  read: "idle",
  wait: "active",
  remove: "bad",
  problem: "bad",
  ok: "good",
  warning: "warning",
};

/** Returns the appearance of the status of a job, review mark or step; unknown ones are idle. */
export function statusStyle(status: string): StatusStyle {
  return styles[(Object.hasOwn(levels, status) ? levels[status] : undefined) ?? "idle"];
}
