/** One thing that `slylab doctor` looked at. `remedy` stands beside what does not work, or may soon not. */
export interface Finding {
  readonly subject: string;
  readonly state: "ok" | "used" | "missing" | "failed";
  readonly detail: string;
  readonly remedy?: string;
}
