/** The Vega-Lite specification of a chart, and what its renderers share. */
import type { ChartModel } from "../../domain/display/display.js";
import { safeText } from "../text/safe-text.js";

/** The MIME type of {@link vegaLite} specifications in notebooks. */
export const vegaLiteType = "application/vnd.vegalite.v5+json";

/** Returns the Vega-Lite 5 specification of `chart`, including its points. */
export function vegaLite(chart: ChartModel): Record<string, unknown> {
  const values = chart.series.flatMap(({ name, points }) =>
    points.map(({ x, y }) => ({ x: typeof x === "string" ? safeText(x) : x, y, series: safeText(name) })),
  );
  const isNumeric = values.every(({ x }) => typeof x === "number");
  const nameAxis = {
    field: "x",
    type: chart.form === "line" && isNumeric ? "quantitative" : "nominal",
    title: chart.xTitle === undefined ? null : safeText(chart.xTitle),
    ...(chart.form === "line" && isNumeric ? {} : { sort: null }),
  };
  const valueAxis = {
    field: "y",
    type: "quantitative",
    title: chart.yTitle === undefined ? null : safeText(chart.yTitle),
  };
  const color = { field: "series", type: "nominal", title: null };
  const named = chart.series.length > 1;
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v5.json",
    ...(chart.title === undefined ? {} : { title: safeText(chart.title) }),
    width: 480,
    data: { values },
    mark: chart.form === "bar" ? { type: "bar", tooltip: true } : { type: "line", point: true, tooltip: true },
    encoding: {
      ...(chart.form === "bar" ? { y: nameAxis, x: valueAxis } : { x: nameAxis, y: valueAxis }),
      ...(named ? { color } : {}),
      ...(named && chart.form === "bar" ? { yOffset: { field: "series" } } : {}),
    },
  };
}

/** Returns the distinct `x` values of all series, in order. */
export function categories(chart: ChartModel): (string | number)[] {
  return [...new Set(chart.series.flatMap(({ points }) => points.map(({ x }) => x)))];
}

/** Formats a value briefly, without rounding errors of binary fractions. */
export function valueText(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}
