/** A result of `slylab doctor`. `remedy` says how to fix a problem, or how to avoid one. */
export interface Finding {
  readonly subject: string;
  /** `used`: an optional setting is in effect, for example a proxy. */
  readonly state: "ok" | "used" | "missing" | "failed";
  readonly detail: string;
  readonly remedy?: string;
}
