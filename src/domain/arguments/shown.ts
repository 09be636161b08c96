/** Shows values in error messages. */
import { inspect } from "node:util";
import { shortened } from "../../base/text/shorten.js";

const maxText = 60;
const maxLength = 120;
const secretNames = "password|token|secret|authorization";
const quoted = ["'", '"', "`"].map((quote) => `${quote}(?:[^\\\\${quote}]|\\\\.)*${quote}`).join("|");
const secretField = new RegExp(`((?:${secretNames})\\w*['"]?(?::| =>) )(?:${quoted}|[^,}\\]]+)`, "gi");

/** Whether a text names a secret, such as a password. */
export function namesSecret(text: string): boolean {
  return new RegExp(secretNames, "i").test(text);
}

/** Formats any value on one line: strings are quoted and cut, objects are inspected without their secrets. */
export function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(shortened(value, maxText));
  const text = inspect(value, {
    breakLength: Number.POSITIVE_INFINITY,
    // Tables of records would have several lines.
    customInspect: false,
    depth: 1,
    maxArrayLength: 5,
    maxStringLength: maxText,
  });
  // Cut first: the patterns take long on long texts.
  const start = text.slice(0, 4 * maxLength);
  return shortened(start.replaceAll(/\s*\n\s*/g, " ").replaceAll(secretField, "$1…"), maxLength);
}

/** Describes a secret: only its type, unless it is empty. */
export function shownSecret(value: unknown): string {
  if (value === "" || value == null) return shown(value);
  if (typeof value === "object") return Array.isArray(value) ? "a list" : "an object";
  return `a ${typeof value}`;
}
