import { describe, expect, it } from "vitest";
import type { ChartModel } from "../../../src/domain/display/display.js";
import { chartHtml, chartSvg } from "../../../src/render/html/chart-svg.js";

const chart = (form: "bar" | "line", values: readonly number[]): ChartModel => ({
  kind: "chart",
  form,
  title: "Images & <more>",
  xTitle: "day",
  yTitle: "images",
  series: [{ name: "done", points: values.map((y, index) => ({ x: `<${index}>`, y })) }],
});

const numbers = (svg: string, attribute: string) =>
  [...svg.matchAll(new RegExp(` ${attribute}="(-?[\\d.]+)"`, "g"))].map(([, number]) => Number(number));

describe("chartSvg", () => {
  it("draws bars in proportion", () => {
    const widths = [...chartSvg(chart("bar", [10, 5, 0])).matchAll(/width="([\d.]+)" height="15"/g)].map(([, width]) =>
      Number(width),
    );
    expect(widths).toHaveLength(3);
    expect((widths[0] ?? 0) / (widths[1] ?? 1)).toBeCloseTo(2, 1);
    expect(widths[2]).toBe(0);
  });

  it("draws a line from its lowest to its highest point", () => {
    const [, points = ""] = /points="([^"]*)"/.exec(chartSvg(chart("line", [0, 10, 5]))) ?? [];
    const heights = points.split(" ").map((point) => Number(point.split(",")[1]));
    expect(heights[0]).toBeGreaterThan(heights[2] ?? 0);
    expect(heights[1]).toBeLessThan(heights[2] ?? 0);
  });

  it("escapes all text, and loads no external resource", () => {
    for (const form of ["bar", "line"] as const) {
      const svg = chartSvg(chart(form, [1, 2]));
      expect(svg).not.toMatch(/<\d|<more/);
      expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', "")).not.toMatch(/https?:|href|url\(/);
    }
  });

  it("stays inside its frame, and contains no NaN", () => {
    for (const values of [[], [0], [-5, 5], [Number.NaN, 1], [1e9, 1]]) {
      for (const form of ["bar", "line"] as const) {
        const svg = chartSvg(chart(form, values));
        expect(svg).not.toMatch(/NaN|Infinity/);
        for (const attribute of ["x", "x2", "width"]) {
          for (const number of numbers(svg, attribute)) expect(number).toBeLessThanOrEqual(640);
        }
      }
    }
  });

  it("has light colors as attributes and dark ones in a style", () => {
    const svg = chartSvg(chart("bar", [1]));
    expect(svg).toContain("prefers-color-scheme:dark");
    expect(svg).toContain('class="bar0" fill="#0969da"');
  });

  it("has the colors of the page in HTML: no ground and no style element", () => {
    for (const form of ["bar", "line"] as const) {
      const html = chartHtml(chart(form, [1, 2]));
      expect(html).not.toMatch(/<style|#ffffff|#1f2328/);
      expect(html).toContain('fill="currentColor"');
      expect(html).toContain("#1f7fe0");
    }
  });

  it("names several series in a legend", () => {
    const two = chart("bar", [1]);
    const svg = chartSvg({ ...two, series: [...two.series, { name: "left <b>", points: [] }] });
    expect(svg).toContain(">done</text>");
    expect(svg).toContain(">left &lt;b&gt;</text>");
  });
});
