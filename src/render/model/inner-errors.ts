/** Lists the errors inside of an error: collected ones (`AggregateError`) and causes, each with its place. */
import { inspect } from "node:util";
import type { TextModel } from "../../domain/display/display.js";
import { type ErrorLocation, errorLocationsOf, locationText } from "../../domain/display/error-locations.js";
import { isReadableError, nameOf } from "./readable-error.js";

const maxInner = 6;
const maxDepth = 8;

/** Options of {@link innerErrors}. */
export interface InnerErrorsOptions {
  /** Whether all are listed, with all of their calls. Default: six of each kind, with the innermost place. */
  readonly isWhole?: boolean;
  /** The places of the outer error. Default: those that were recorded. */
  readonly frames?: readonly ErrorLocation[];
}

/** Returns the texts to show below an error; empty if it contains no others. */
export function innerErrors(error: Error, { isWhole = false, frames }: InnerErrorsOptions = {}): TextModel[] {
  const list = new InnerErrors(isWhole, frames ?? errorLocationsOf(error));
  const collected = list.collected(error);
  const causes = list.causes(error);
  return [
    ...(collected.length === 0 ? [] : [{ kind: "text", text: collected.join("\n") } as const]),
    ...(causes.length === 0 ? [] : [{ kind: "text", text: causes.join("\n"), tone: "dim" } as const]),
  ];
}

class InnerErrors {
  readonly #isWhole: boolean;
  readonly #seen = new Set<unknown>();

  readonly #frames: readonly ErrorLocation[];

  constructor(isWhole: boolean, frames: readonly ErrorLocation[]) {
    this.#isWhole = isWhole;
    this.#frames = frames;
  }

  collected(error: Error, depth = 0): string[] {
    this.#seen.add(error);
    if (!("errors" in error) || !Array.isArray(error.errors) || depth > maxDepth) return [];
    const max = this.#isWhole ? error.errors.length : maxInner;
    const lines = error.errors.slice(0, max).flatMap((one: unknown) => {
      if (!isReadableError(one) || this.#seen.has(one)) return [`- ${oneLine(one)}`];
      const below = [...this.#places(one, error), ...this.collected(one, depth + 1), ...this.causes(one, depth + 1)];
      return [`- ${oneLine(one)}`, ...below.map((line) => `  ${line}`)];
    });
    const more = error.errors.length - max;
    return more > 0 ? [...lines, `… ${more} more`] : lines;
  }

  causes(error: Error, depth = 0): string[] {
    this.#seen.add(error);
    const lines: string[] = [];
    let outer = error;
    for (let cause = error.cause; cause !== undefined && !this.#seen.has(cause); ) {
      if (depth > maxDepth || (!this.#isWhole && this.#seen.size > 4 * maxInner)) return [...lines, "… more causes"];
      this.#seen.add(cause);
      if (!repeats(cause, outer)) lines.push(`caused by ${oneLine(cause)}`);
      if (!isReadableError(cause)) break;
      if (!repeats(cause, outer)) lines.push(...this.#places(cause, outer));
      lines.push(...this.collected(cause, depth + 1));
      outer = cause;
      cause = cause.cause;
    }
    return lines;
  }

  /** Returns the calls of an error, innermost first, without the lines that it shares with the error around it. */
  #places(error: Error, outer: Error): string[] {
    // Reading the stack lets the engine record the places.
    void error.stack;
    const around = [...this.#frames, ...errorLocationsOf(outer)];
    const ownLocations = errorLocationsOf(error).filter((one) => !around.some((other) => isSameLine(one, other)));
    return ownLocations.slice(0, this.#isWhole ? undefined : 1).map((location) => `  at ${locationText(location)}`);
  }
}

function isSameLine(a: ErrorLocation, b: ErrorLocation): boolean {
  return a.cell === b.cell && a.line === b.line;
}

/** Whether the message of `outer` already contains everything about its cause. */
function repeats(cause: unknown, outer: Error): boolean {
  if (!isReadableError(cause)) return typeof cause === "string" && cause !== "" && outer.message.includes(cause);
  const isNamed = nameOf(cause) !== "Error" && nameOf(cause) !== nameOf(outer) && !outer.message.includes(cause.name);
  return !isNamed && !("code" in cause) && cause.message !== "" && outer.message.includes(cause.message);
}

function oneLine(value: unknown): string {
  if (!isReadableError(value)) return inspect(value, { depth: 1, breakLength: Number.POSITIVE_INFINITY });
  const code = "code" in value && typeof value.code === "string" ? ` (${value.code})` : "";
  // Node's network errors for several addresses have a code but no message.
  return `${nameOf(value)}${value.message === "" ? "" : `: ${value.message}`}${value.message.includes(code.trim()) ? "" : code}`;
}
