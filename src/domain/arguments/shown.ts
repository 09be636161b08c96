/** Shows values in error messages. */
import { inspect } from "node:util";

const maxText = 60;
const maxLength = 120;
const secretNames = "\\w*(?:password|token|secret|authorization)\\w*";
const quoted = ["'", '"', "`"].map((quote) => `${quote}(?:[^\\\\${quote}]|\\\\.)*${quote}`).join("|");
const secretField = new RegExp(`(${secretNames}['"]?(?::| =>) )(?:${quoted}|[^,}\\]]+)`, "gi");

/** Whether a text names a secret, such as a password. */
export function namesSecret(text: string): boolean {
  return new RegExp(secretNames, "i").test(text);
}

/** Formats any value on one line: strings are quoted and cut, objects are inspected without their secrets. */
export function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(cut(value, maxText));
  const text = inspect(value, {
    breakLength: Number.POSITIVE_INFINITY,
    // Tables of records would have several lines.
    customInspect: false,
    depth: 1,
    maxArrayLength: 5,
    maxStringLength: maxText,
  });
  return cut(text.replaceAll(/\s*\n\s*/g, " ").replaceAll(secretField, "$1…"), maxLength);
}

/** Describes a secret: only its type, unless it is empty. */
export function shownSecret(value: unknown): string {
  if (value === "" || value == null) return shown(value);
  if (typeof value === "object") return Array.isArray(value) ? "a list" : "an object";
  return `a ${typeof value}`;
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length).replace(/[\uD800-\uDBFF]$/, "")}…` : text;
}
