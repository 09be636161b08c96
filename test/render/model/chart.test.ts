import { expect, it } from "vitest";
import type { ChartModel } from "../../../src/domain/display/display.js";
import { categories, valueText, vegaLite } from "../../../src/render/model/chart.js";

const chart: ChartModel = {
  kind: "chart",
  form: "bar",
  title: "Images\x1b",
  xTitle: "annotator",
  series: [
    {
      name: "done",
      points: [
        { x: "a", y: 1 },
        { x: "b\u202e", y: 2 },
      ],
    },
    {
      name: "left",
      points: [
        { x: "c", y: 3 },
        { x: "a", y: 4 },
      ],
    },
  ],
};

it("specifies horizontal bars in the given order", () => {
  expect(vegaLite(chart)).toMatchObject({
    $schema: "https://vega.github.io/schema/vega-lite/v5.json",
    title: "Images\\x1b",
    data: { values: expect.arrayContaining([{ x: "b\\u202e", y: 2, series: "done" }]) },
    encoding: {
      y: { field: "x", type: "nominal", sort: null, title: "annotator" },
      x: { field: "y", type: "quantitative", title: null },
      color: { field: "series" },
      yOffset: { field: "series" },
    },
  });
});

it("specifies lines over numbers, without a legend for a single series", () => {
  const line: ChartModel = { kind: "chart", form: "line", series: [{ name: "", points: [{ x: 1, y: 1 }] }] };
  const { encoding } = vegaLite(line);
  expect(encoding).toMatchObject({ x: { type: "quantitative" } });
  expect(encoding).not.toHaveProperty("color");
});

it("names each category once, in order", () => {
  expect(categories(chart)).toEqual(["a", "b\u202e", "c"]);
});

it("shortens values", () => {
  expect([1_234_567, 87.333_333, 0.1 + 0.2, -2].map(valueText)).toEqual(["1234567", "87.33", "0.3", "-2"]);
});
