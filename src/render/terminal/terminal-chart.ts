/** Draws charts in a terminal: bars of block characters, and sparklines. */
import { rangeOf } from "../../base/number-range.js";
import type { ChartModel } from "../../domain/display/display.js";
import { categories, valueText } from "../model/chart.js";
import { safeText } from "../text/safe-text.js";
import { cutText, padText, textWidth } from "../text/text-width.js";
import type { Tone } from "./color.js";
import type { TableSpace } from "./terminal-table.js";

const seriesTones: readonly Tone[] = ["blue", "yellow", "green", "magenta", "cyan", "red"];
const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
const heights = "▁▂▃▄▅▆▇█";

/** Returns the text of a chart, at most `space.columns` wide. */
export function drawChart(chart: ChartModel, space: TableSpace): string {
  const { paint } = space;
  const parts = chart.title === undefined ? [] : [paint("bold", cutText(safeText(chart.title), space.columns))];
  const hasPoints = chart.series.some(({ points }) => points.length > 0);
  if (!hasPoints) parts.push(paint("dim", "nothing"));
  else parts.push(...(chart.form === "bar" ? drawBars(chart, space) : drawLines(chart, space)));
  const axes = [chart.xTitle, chart.yTitle].filter((title) => title !== undefined && title !== "");
  if (hasPoints && axes.length > 0) {
    parts.push(
      paint("dim", cutText(safeText(axes.length === 2 ? `${axes[1]} by ${axes[0]}` : `${axes[0]}`), space.columns)),
    );
  }
  return parts.join("\n");
}

function drawBars(chart: ChartModel, { columns, paint, maxRows }: TableSpace): string[] {
  const named = chart.series.length > 1;
  const rows = categories(chart).flatMap((x) =>
    chart.series.flatMap(({ name, points }, series) =>
      points
        .filter((point) => point.x === x)
        .map(({ y }) => ({
          label: named ? `${safeText(String(x))} ${safeText(name)}` : safeText(String(x)),
          y,
          series,
        })),
    ),
  );
  const shown = rows.slice(0, maxRows);
  const valueWidth = Math.max(...shown.map(({ y }) => valueText(y).length));
  const labelWidth = Math.min(Math.max(...shown.map(({ label }) => textWidth(label))), Math.floor(columns / 3));
  const room = Math.max(Math.min(columns - labelWidth - valueWidth - 2, 60), 4);
  const largest = Math.max(...shown.map(({ y }) => Math.abs(y)).filter(Number.isFinite), 0);
  const lines = shown.map(({ label, y, series }) => {
    const bar = barOf(largest === 0 || !Number.isFinite(y) ? 0 : (Math.abs(y) / largest) * room);
    const tone = y < 0 ? "red" : (seriesTones[series % seriesTones.length] ?? "blue");
    const drawn = bar === "" ? "" : `${paint(tone, bar)} `;
    return `${padText(cutText(label, labelWidth), labelWidth)} ${drawn}${valueText(y)}`;
  });
  if (rows.length > shown.length) lines.push(paint("dim", `… ${rows.length - shown.length} more`));
  return lines;
}

function barOf(width: number): string {
  const steps = Math.round(width * 8);
  // A small value is shown as a thin bar.
  return steps === 0 && width > 0 ? "▏" : "█".repeat(Math.floor(steps / 8)) + (eighths[steps % 8] ?? "");
}

function drawLines(chart: ChartModel, { columns, paint }: TableSpace): string[] {
  const all = chart.series.flatMap(({ points }) => points.map(({ y }) => y)).filter(Number.isFinite);
  const [low, high] = rangeOf(all);
  const nameWidth = Math.min(
    Math.max(...chart.series.map(({ name }) => textWidth(safeText(name)))),
    Math.floor(columns / 3),
  );
  return chart.series.map(({ name, points }, series) => {
    const values = points.map(({ y }) => y);
    const ends = endsOf(values.filter(Number.isFinite));
    const room = Math.max(columns - nameWidth - ends.length - 2, 8);
    const line = condense(values, room)
      .map((y) => (Number.isFinite(y) ? heights[high === low ? 3 : Math.round(((y - low) / (high - low)) * 7)] : " "))
      .join("");
    const label = nameWidth === 0 ? "" : `${padText(cutText(safeText(name), nameWidth), nameWidth)} `;
    return `${label}${paint(seriesTones[series % seriesTones.length] ?? "blue", line)} ${paint("dim", ends)}`;
  });
}

function endsOf(values: readonly number[]): string {
  const last = values.at(-1);
  if (last === undefined) return "no values";
  const [low, high] = values.reduce(([min, max], y) => [Math.min(min, y), Math.max(max, y)], [last, last]);
  return `${valueText(low ?? last)}…${valueText(high ?? last)}, last ${valueText(last)}`;
}

/** Reduces values to at most `size` by averaging groups. */
function condense(values: readonly number[], size: number): number[] {
  if (values.length <= size) return [...values];
  return Array.from({ length: size }, (_none, at) => {
    const start = Math.floor((at * values.length) / size);
    const part = values.slice(start, Math.floor(((at + 1) * values.length) / size));
    return part.reduce((total, value) => total + value, 0) / part.length;
  });
}
