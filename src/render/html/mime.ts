/** Converts values to MIME bundles for notebooks. */
import { types } from "node:util";
import type { DisplayModel } from "../../domain/display/display.js";
import { isHostMethod } from "../../domain/display/host-forms.js";
import { vegaLite, vegaLiteType } from "../model/chart.js";
import { modelOf } from "../model/model.js";
import { renderTerminal } from "../terminal/terminal.js";
import { plainColumns } from "../text/plain-columns.js";
import { chartSvg } from "./chart-svg.js";
import { renderHtml } from "./html.js";

/** MIME type → text, or an object for a JSON type. */
export type MimeBundle = Record<string, unknown>;

const jupyterDisplay = Symbol.for("Jupyter.display");

/** Renders the plain text of a notebook's output, {@link plainColumns} wide and without color. */
export function renderPlainText(model: DisplayModel): string {
  return renderTerminal(model, { columns: plainColumns(), color: false });
}

/**
 * Returns the bundle of `value`, always with `text/plain`: tables, records, errors and progress also as `text/html`; a
 * chart as Vega-Lite specification and SVG, without HTML, which front ends would prefer to both. A value that
 * implements `Symbol.for("Jupyter.display")` provides its own bundle.
 */
export function mimeBundle(value: unknown): MimeBundle {
  return foreignBundle(value) ?? modelBundle(modelOf(value));
}

/** Returns the bundle of a model. */
export function modelBundle(model: DisplayModel): MimeBundle {
  const text = { "text/plain": renderPlainText(model) };
  if (model.kind === "chart") {
    return { ...text, "image/svg+xml": chartSvg(model), [vegaLiteType]: vegaLite(model) };
  }
  // Text without a tone looks the same in HTML, which would only add the style.
  const isBare = model.kind === "text" && (model.tone === undefined || model.tone === "plain" || model.tone === "code");
  return isBare ? text : { ...text, "text/html": renderHtml(model) };
}

function foreignBundle(value: unknown): MimeBundle | undefined {
  if (typeof value !== "object" || value === null || types.isProxy(value) || !(jupyterDisplay in value))
    return undefined;
  const method = value[jupyterDisplay];
  if (typeof method !== "function" || isHostMethod(method)) return undefined;
  let bundle: unknown;
  try {
    bundle = method.call(value);
  } catch {
    return undefined;
  }
  if (typeof bundle !== "object" || bundle === null || "then" in bundle) return undefined;
  return { "text/plain": renderPlainText(modelOf(value)), ...bundle };
}
