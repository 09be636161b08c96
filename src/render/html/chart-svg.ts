/** Draws a chart as a standalone SVG that follows the reader's light or dark scheme. */
import { rangeOf } from "../../base/number-range.js";
import type { ChartModel } from "../../domain/display/display.js";
import { categories, valueText } from "../model/chart.js";
import { escapeHtml } from "../text/safe-text.js";
import { cutText, textWidth } from "../text/text-width.js";

interface Colors {
  /** Undefined: that of the page. */
  readonly ground?: string;
  readonly text: string;
  /** Attributes of less important text, and of axes. */
  readonly dim: string;
  readonly axis: string;
  readonly series: readonly string[];
}

const light: Colors = {
  ground: "#ffffff",
  text: "#1f2328",
  dim: 'class="dim" fill="#59636e"',
  axis: 'class="axis" stroke="#d1d9e0"',
  series: ["#0969da", "#bf8700", "#1a7f37", "#8250df", "#1b7c83", "#cf222e"],
};
/** Inside HTML: the page's own colors, and series that are readable on light and dark grounds. */
const ofPage: Colors = {
  text: "currentColor",
  dim: 'opacity="0.72"',
  axis: 'stroke="currentColor" stroke-opacity="0.25"',
  series: ["#1f7fe0", "#b7791f", "#1f9d4a", "#9a6ae0", "#7d858f", "#e5484d"],
};
const dark = ["#58a6ff", "#d29922", "#3fb950", "#bc8cff", "#39c5cf", "#f85149"];

// Light colors are attributes, which every SVG viewer supports; dark ones are CSS rules for browsers.
const darkRules = [
  "{fill:#e6edf3}",
  " .ground{fill:#161b22}",
  " .dim{fill:#9198a1}",
  " .axis{stroke:#3d444d}",
  ...dark.flatMap((hex, index) => [` .bar${index}{fill:${hex}}`, ` .line${index}{stroke:${hex}}`]),
].map((rule) => `.slylab-chart${rule}`);
const style = `<style>@media (prefers-color-scheme:dark){${darkRules.join("")}}</style>`;

const letterWidth = 7;
const width = 640;

function seriesFill({ series }: Colors, index: number): string {
  const place = index % series.length;
  return `class="bar${place}" fill="${series[place]}"`;
}

/** Returns the chart as an SVG document without an XML declaration, with its own background and style. */
export function chartSvg(chart: ChartModel): string {
  return draw(chart, light, style);
}

/** Returns the chart as an element of an HTML page, in the page's colors and without a style element. */
export function chartHtml(chart: ChartModel): string {
  return draw(chart, ofPage, "");
}

function draw(chart: ChartModel, colors: Colors, styleElement: string): string {
  const top = chart.title === undefined ? 12 : 36;
  const drawn = chart.form === "bar" ? bars(chart, top, colors) : lines(chart, top, colors);
  const legend = legendOf(chart, drawn.bottom + 20, colors);
  const { ground } = colors;
  const height = drawn.bottom + (legend === "" ? 0 : 24) + 12;
  const title =
    chart.title === undefined ? "" : `<text x="16" y="24" font-weight="600">${escapeHtml(chart.title)}</text>`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" class="slylab-chart" width="${width}" height="${height}" ` +
    `viewBox="0 0 ${width} ${height}" role="img" fill="${colors.text}" font-family="system-ui, sans-serif" font-size="12" aria-label="${escapeHtml(chart.title ?? "chart")}">${styleElement}` +
    (ground === undefined ? "" : `<rect width="${width}" height="${height}" rx="6" class="ground" fill="${ground}"/>`) +
    `${title}${drawn.body}${legend}</svg>`
  );
}

interface DrawnChart {
  readonly body: string;
  readonly bottom: number;
}

function bars(chart: ChartModel, top: number, colors: Colors): DrawnChart {
  const xs = categories(chart);
  const labels = xs.map((x) => cutText(escapedLabel(x), 28));
  const left = 24 + Math.max(0, ...labels.map(textWidth)) * letterWidth;
  const right = 16 + 8 * letterWidth;
  const largest = Math.max(0, ...allValues(chart).map(Math.abs)) || 1;
  const each = chart.series.length > 1 ? 14 : 18;
  const step = each * Math.max(chart.series.length, 1) + 8;
  const parts = xs.map((x, place) => {
    const y = top + place * step;
    const middle = y + (step - 8) / 2 + 4;
    const label = `<text x="${left - 8}" y="${middle}" text-anchor="end">${escapeHtml(labels[place] ?? "")}</text>`;
    const rectangles = chart.series.map(({ points }, index) => {
      const point = points.find((one) => one.x === x);
      if (point === undefined || !Number.isFinite(point.y)) return "";
      const long = round((Math.abs(point.y) / largest) * (width - left - right));
      const at = y + index * each;
      return (
        `<rect x="${left}" y="${at}" width="${long}" height="${each - 3}" rx="2" ${seriesFill(colors, index)}/>` +
        `<text ${colors.dim} x="${left + long + 6}" y="${at + each - 6}">${valueText(point.y)}</text>`
      );
    });
    return label + rectangles.join("");
  });
  const bottom = top + xs.length * step;
  const axis = `<line ${colors.axis} x1="${left}" x2="${left}" y1="${top - 4}" y2="${bottom - 4}"/>`;
  return {
    body: axis + parts.join("") + axisTitle(colors, chart.yTitle, (left + width - right) / 2, bottom + 8),
    bottom: bottom + (chart.yTitle ? 16 : 0),
  };
}

function lines(chart: ChartModel, top: number, colors: Colors): DrawnChart {
  const values = allValues(chart);
  const [smallest, largest] = rangeOf(values);
  const low = Math.min(0, smallest);
  const high = Math.max(largest, low + 1);
  const xs = categories(chart);
  const left = 24 + Math.max(valueText(low).length, valueText(high).length) * letterWidth;
  const [right, bottom] = [width - 24, top + 200];
  const across = (x: string | number) => round(left + (xs.indexOf(x) / Math.max(xs.length - 1, 1)) * (right - left));
  const up = (y: number) => round(bottom - ((y - low) / (high - low)) * (bottom - top));
  const grid = [low, (low + high) / 2, high].map(
    (value) =>
      `<line ${colors.axis} x1="${left}" x2="${right}" y1="${up(value)}" y2="${up(value)}"/>` +
      `<text ${colors.dim} x="${left - 8}" y="${up(value) + 4}" text-anchor="end">${valueText(value)}</text>`,
  );
  const paths = chart.series.map(({ points }, index) => {
    const finitePoints = points.filter(({ y }) => Number.isFinite(y));
    const path = finitePoints.map(({ x, y }) => `${across(x)},${up(y)}`).join(" ");
    return `<polyline fill="none" class="line${index % colors.series.length}" stroke="${colors.series[index % colors.series.length]}" stroke-width="2" stroke-linejoin="round" points="${path}"/>`;
  });
  const ends = [xs[0], xs.length > 1 ? xs.at(-1) : undefined].map((x, index) =>
    x === undefined
      ? ""
      : `<text ${colors.dim} x="${index === 0 ? left : right}" y="${bottom + 18}" text-anchor="${index === 0 ? "start" : "end"}">${escapeHtml(cutText(escapedLabel(x), 28))}</text>`,
  );
  const title = axisTitle(colors, chart.xTitle, (left + right) / 2, bottom + 18);
  return { body: grid.join("") + paths.join("") + ends.join("") + title, bottom: bottom + 24 };
}

function axisTitle(colors: Colors, title: string | undefined, x: number, y: number): string {
  return title === undefined
    ? ""
    : `<text ${colors.dim} x="${round(x)}" y="${y}" text-anchor="middle">${escapeHtml(title)}</text>`;
}

function legendOf({ series }: ChartModel, y: number, colors: Colors): string {
  if (series.length < 2) return "";
  let x = 16;
  const parts = series.map(({ name }, index) => {
    const label = cutText(escapedLabel(name), 24);
    const part =
      `<rect x="${x}" y="${y - 9}" width="10" height="10" rx="2" ${seriesFill(colors, index)}/>` +
      `<text x="${x + 16}" y="${y}">${escapeHtml(label)}</text>`;
    x += 32 + textWidth(label) * letterWidth;
    return part;
  });
  return parts.join("");
}

// Cut before it is escaped, so that no entity is cut.
function escapedLabel(x: string | number): string {
  return String(x).replace(/\s+/g, " ");
}

function allValues({ series }: ChartModel): number[] {
  return series.flatMap(({ points }) => points.map(({ y }) => y)).filter(Number.isFinite);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
