/** How our values show themselves to hosts that are not ours: Node's `console.log`, and kernels that know Deno's convention. */

import type { SheetKey, SheetModel, SheetPicture } from "./display.js";

/** What `render` gives in the name of a value. */
export interface HostForms {
  /** The text that `util.inspect` writes: whole at the top, one line where `isNested`. */
  inspect(value: object, isNested: boolean, color: boolean): string;
  /** MIME type → content. */
  bundle(value: object): Record<string, unknown>;
  readonly page: SheetPage;
}

/** A contact sheet as a page that stands by itself, written piece by piece: start, each picture, end. */
export interface SheetPage {
  start(title: string, options: Pick<SheetModel, "size" | "columns">): string;
  picture(picture: SheetPicture): string;
  end(summary: { readonly counts: readonly string[]; readonly keys: readonly SheetKey[] }): string;
}

const inspectKey = Symbol.for("nodejs.util.inspect.custom");
const jupyterKey = Symbol.for("Jupyter.display");
const own = new WeakSet<object>();
let forms: HostForms | undefined;

/** Sets how values are shown; called once, when `render` is loaded. Before that hosts show them as plain objects. */
export function setHostForms(next: HostForms): void {
  forms = next;
}

/** How a contact sheet becomes a page. @throws {Error} `render` is not loaded */
export function sheetPage(): SheetPage {
  if (forms === undefined) throw new Error("a page cannot be made: import the whole package, not a part of it");
  return forms.page;
}

/** Whether a `Jupyter.display` method is ours: our own hosts then show the value themselves. */
export function isHostForm(method: object): boolean {
  return own.has(method);
}

interface InspectOptions {
  readonly depth?: number | null | undefined;
  readonly compact?: unknown;
  readonly colors?: boolean | undefined;
}

function inspectForm(this: object, depth: number | null, options: InspectOptions, inspect: unknown): unknown {
  // With depth null every field is wanted, which is what Node's own form has.
  if (forms === undefined || depth === null || typeof inspect !== "function") return { ...this };
  return forms.inspect(this, depth !== options.depth, options.colors === true);
}

function jupyterForm(this: object): Record<string, unknown> {
  return forms?.bundle(this) ?? {};
}
own.add(jupyterForm);

/** Makes the instances of a class answer to `util.inspect` and to `Symbol.for("Jupyter.display")`. */
export function showInHosts(
  { prototype }: { readonly prototype: object },
  { inspect = true }: { readonly inspect?: boolean | undefined } = {},
): void {
  const hidden = { configurable: true, writable: true, enumerable: false };
  if (inspect) Object.defineProperty(prototype, inspectKey, { ...hidden, value: inspectForm });
  Object.defineProperty(prototype, jupyterKey, { ...hidden, value: jupyterForm });
}
