/** Displays slylab's values in foreign hosts: Node's `console.log`, and kernels that follow Deno's `Jupyter.display`. */
import type { LegendEntry, SheetModel, SheetPicture } from "./display.js";
import { registerMembers } from "./missing-members.js";

/** The renderers that `src/render` provides. */
export interface HostForms {
  /** Returns the text for `util.inspect`: complete at the top level, one line if `isNested`. */
  inspect(value: object, isNested: boolean, color: boolean): string;
  /** Returns a MIME bundle: MIME type → content. */
  bundle(value: object): Record<string, unknown>;
  readonly page: SheetPage;
}

/** Renders a contact sheet as a standalone HTML page, in pieces: start, each image, end. */
export interface SheetPage {
  start(title: string, options: Pick<SheetModel, "size" | "columns">): string;
  picture(picture: SheetPicture): string;
  end(summary: { readonly counts: readonly string[]; readonly keys: readonly LegendEntry[] }): string;
}

const inspectKey = Symbol.for("nodejs.util.inspect.custom");
const jupyterKey = Symbol.for("Jupyter.display");
const hostMethods = new WeakSet<object>();
let forms: HostForms | undefined;

/** Sets the renderers; called once, when `src/render` is loaded. Until then, hosts show values as plain objects. */
export function setHostForms(next: HostForms): void {
  forms = next;
}

/** Returns the renderer of contact sheets. @throws {Error} `src/render` is not loaded */
export function sheetPage(): SheetPage {
  if (forms === undefined) throw new Error("cannot render a page: import the whole package, not a part of it");
  return forms.page;
}

/** Whether a `Jupyter.display` method was added by {@link showInHosts}; slylab's own hosts render such values directly. */
export function isHostForm(method: object): boolean {
  return hostMethods.has(method);
}

interface InspectOptions {
  readonly depth?: number | null | undefined;
  readonly compact?: unknown;
  readonly colors?: boolean | undefined;
}

function inspectForm(this: object, depth: number | null, options: InspectOptions, inspect: unknown): unknown {
  // Depth null asks for every field, which Node's default format shows.
  if (forms === undefined || depth === null || typeof inspect !== "function") return { ...this };
  return forms.inspect(this, depth !== options.depth, options.colors === true);
}

function textForm(this: object): string {
  return forms?.inspect(this, true, false) ?? Object.prototype.toString.call(this);
}

function jupyterForm(this: object): Record<string, unknown> {
  return forms?.bundle(this) ?? {};
}
hostMethods.add(jupyterForm);

/** Adds methods for `util.inspect` and `Symbol.for("Jupyter.display")` to a class. */
export function showInHosts(
  { prototype }: { readonly prototype: object },
  { inspect = true }: { readonly inspect?: boolean | undefined } = {},
): void {
  const methodFields = { configurable: true, writable: true, enumerable: false };
  if (inspect) Object.defineProperty(prototype, inspectKey, { ...methodFields, value: inspectForm });
  Object.defineProperty(prototype, jupyterKey, { ...methodFields, value: jupyterForm });
  registerMembers(prototype);
  // In a template literal, a record is the line that it is where nested.
  if (inspect && prototype.toString === Object.prototype.toString) {
    Object.defineProperty(prototype, "toString", { ...methodFields, value: textForm });
  }
}
