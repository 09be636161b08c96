/** Maps errors to their places in the user's code. The engine records them; the code that displays an error reads them. */

/** A place in the user's code. */
export interface ErrorPlace {
  /** Name of the cell or file: `cell 3`, `lib/calc.ts`. */
  readonly cell: string;
  readonly line: number;
  readonly column: number;
  readonly functionName?: string | undefined;
  /** The source line; undefined if it is unknown. */
  readonly text?: string | undefined;
}

// On globalThis, since a cell may load a second copy of slylab.
const slot = Symbol.for("slylab.error-places");
const holder = globalThis as { [slot]?: WeakMap<object, readonly ErrorPlace[]> | undefined };

/** Records where an error happened, innermost first. */
export function recordErrorPlaces(error: object, places: readonly ErrorPlace[]): void {
  holder[slot] ??= new WeakMap();
  holder[slot].set(error, places);
}

/** Returns where an error happened, innermost first; empty if it was not recorded. */
export function errorPlacesOf(error: object): readonly ErrorPlace[] {
  return holder[slot]?.get(error) ?? [];
}
