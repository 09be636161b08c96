/** Displays slylab's values in other hosts: Node's `console.log`, and kernels that follow Deno's `Jupyter.display`. */
import type { LegendEntry, SheetModel, SheetPicture } from "./display.js";
import { registerMembers } from "./missing-members.js";

/** The renderers that `src/render` provides. */
export interface HostRenderers {
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
let renderers: HostRenderers | undefined;

/** Sets the renderers; called once, when `src/render` is loaded. Until then, hosts show values as plain objects. */
export function setHostRenderers(next: HostRenderers): void {
  renderers = next;
}

/** Returns the renderer of contact sheets. @throws {Error} `src/render` is not loaded */
export function sheetPage(): SheetPage {
  if (renderers === undefined)
    throw new Error("sheet(): the HTML renderer is not loaded; import 'slylab', not a file inside it");
  return renderers.page;
}

/** Whether a `Jupyter.display` method was added by {@link showInHosts}; slylab's own hosts render such values directly. */
export function isHostMethod(method: object): boolean {
  return hostMethods.has(method);
}

interface InspectOptions {
  readonly depth?: number | null | undefined;
  readonly compact?: unknown;
  readonly colors?: boolean | undefined;
}

function inspectMethod(this: object, depth: number | null, options: InspectOptions, inspect: unknown): unknown {
  // Depth null means every field, which Node's default format shows.
  if (renderers === undefined || depth === null || typeof inspect !== "function") return { ...this };
  return renderers.inspect(this, depth !== options.depth, options.colors === true);
}

function toStringMethod(this: object): string {
  return renderers?.inspect(this, true, false) ?? Object.prototype.toString.call(this);
}

function jupyterMethod(this: object): Record<string, unknown> {
  return renderers?.bundle(this) ?? {};
}
hostMethods.add(jupyterMethod);

/** Adds methods for `util.inspect` and `Symbol.for("Jupyter.display")` to a class. */
export function showInHosts(
  { prototype }: { readonly prototype: object },
  { inspect = true }: { readonly inspect?: boolean | undefined } = {},
): void {
  const methodFields = { configurable: true, writable: true, enumerable: false };
  if (inspect) Object.defineProperty(prototype, inspectKey, { ...methodFields, value: inspectMethod });
  Object.defineProperty(prototype, jupyterKey, { ...methodFields, value: jupyterMethod });
  registerMembers(prototype);
  // A template literal shows the same line as a list that contains the record.
  if (inspect && prototype.toString === Object.prototype.toString) {
    Object.defineProperty(prototype, "toString", { ...methodFields, value: toStringMethod });
  }
}
