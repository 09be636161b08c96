/** A result of `slylab doctor`. `remedy` says how to fix what does not work or may soon not. */
export interface Finding {
  readonly subject: string;
  readonly state: "ok" | "used" | "missing" | "failed";
  readonly detail: string;
  readonly remedy?: string;
}
