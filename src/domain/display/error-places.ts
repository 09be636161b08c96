/** Where errors happened, in the user's own lines: what runs the code knows it, and whoever shows the error asks. */

/** One place in the user's code. */
export interface ErrorPlace {
  /** How the user knows the text: `cell 3`, `lib/calc.ts`. */
  readonly cell: string;
  readonly line: number;
  readonly column: number;
  readonly functionName?: string | undefined;
  /** The source line, where it is known. */
  readonly text?: string | undefined;
}

// On globalThis and not in the module, since a cell may load a second copy of slylab.
const slot = Symbol.for("slylab.error-places");
const holder = globalThis as { [slot]?: WeakMap<object, readonly ErrorPlace[]> | undefined };

/** Remembers where an error happened, innermost first. */
export function recordErrorPlaces(error: object, places: readonly ErrorPlace[]): void {
  holder[slot] ??= new WeakMap();
  holder[slot].set(error, places);
}

/** Where an error happened, innermost first; empty where nobody noted it. */
export function errorPlacesOf(error: object): readonly ErrorPlace[] {
  return holder[slot]?.get(error) ?? [];
}
