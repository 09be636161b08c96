/** Maps errors to their places in the user's code. The engine records them; the code that displays an error reads them. */

/** A place in the user's code. */
export interface ErrorLocation {
  /** Name of the cell or file: `cell 3`, `lib/calc.ts`. */
  readonly cell: string;
  readonly line: number;
  readonly column: number;
  readonly functionName?: string | undefined;
  /** The source line; undefined if it is unknown. */
  readonly text?: string | undefined;
}

// On globalThis, since a cell may load a second copy of slylab.
const slot = Symbol.for("slylab.error-locations");
const holder = globalThis as { [slot]?: WeakMap<object, readonly ErrorLocation[]> | undefined };

/** Records where an error happened, innermost first. */
export function recordErrorLocations(error: object, locations: readonly ErrorLocation[]): void {
  holder[slot] ??= new WeakMap();
  holder[slot].set(error, locations);
}

/** Returns where an error happened, innermost first; empty if it was not recorded. */
export function errorLocationsOf(error: object): readonly ErrorLocation[] {
  return holder[slot]?.get(error) ?? [];
}

/** Formats a location, for example `cell 3:1:7 (f)`. */
export function locationText({ cell, line, column, functionName }: ErrorLocation): string {
  return `${cell}:${line}:${column}${functionName === undefined ? "" : ` (${functionName})`}`;
}
