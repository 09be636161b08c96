/** Formats values and errors as one line of JSON. */
import { types } from "node:util";
import { isPlainError } from "../../engine/output/plain-error.js";
import type { CellError } from "../../engine/session/cell.js";
import { proxyTarget } from "./proxy-target.js";

/**
 * Formats `value` as JSON: `undefined` as `null`, a BigInt as its digits, a Map or Set as an array, an error as its
 * name and message.
 *
 * @throws {TypeError} it is circular
 */
export function jsonOf(value: unknown): string {
  return JSON.stringify(withoutProxy(value), replace) ?? "null";
}

function replace(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  if (value instanceof Map || value instanceof Set) return withoutProxies([...value]);
  if (isPlainError(value)) return withoutProxies(describe(value));
  return typeof value === "object" && value !== null ? withoutProxies(value) : value;
}

/** Replaces the Proxies among the items or members of `value`: formatting them would run their traps. */
function withoutProxies(value: object): unknown {
  if (Array.isArray(value)) return value.some(types.isProxy) ? value.map(withoutProxy) : value;
  const members = Object.getOwnPropertyDescriptors(value);
  if (!Object.values(members).some((member) => types.isProxy(member.value))) return value;
  return Object.fromEntries(Object.keys(value).map((key) => [key, withoutProxy(members[key]?.value)]));
}

function withoutProxy(value: unknown): unknown {
  return typeof value === "object" && value !== null && types.isProxy(value) ? proxyTarget(value) : value;
}

/** Formats an error as JSON: name, message, hint, and the place in the user's code. */
export function cellErrorJson(error: CellError): string {
  const { phase, name, message, hint, frames, diagnostics, thrown } = error;
  const [frame] = frames;
  const [diagnostic] = diagnostics;
  const position = frame ?? diagnostic;
  return JSON.stringify(
    {
      error: {
        phase,
        ...(isPlainError(thrown) ? describe(thrown) : { name, message }),
        ...(hint === undefined ? {} : { hint }),
        ...(position === undefined ? {} : { line: position.line, column: position.column }),
        ...(diagnostics.length === 0 ? {} : { diagnostics }),
      },
    },
    replace,
  );
}

function describe(error: Error): Record<string, unknown> {
  const { name, message } = error;
  const fields: Record<string, unknown> = { name, message };
  for (const key of ["code", "hint", "status", "method", "issues", "timeout"]) {
    const value: unknown = Reflect.get(error, key);
    if (value !== undefined) fields[key] = value;
  }
  return fields;
}
