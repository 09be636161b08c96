import { expect, it } from "vitest";
import { Chart, chartColumn, chartOfTable } from "../../../src/domain/display/chart.js";
import { display, type TableModel } from "../../../src/domain/display/display.js";
import { renderPiped } from "../../../src/render/terminal/piped.js";

const table: TableModel = {
  kind: "table",
  title: "People",
  columns: [
    { title: "ID", kind: "id" },
    { title: "Person", kind: "text" },
    { title: "Labels", kind: "count" },
    { title: "First pass", kind: "percent" },
    { title: "Active", kind: "duration" },
    { title: "Images", kind: "progress" },
  ],
  rows: [
    [1, "ana", 12, 0.875, 7_200_000, { done: 3, total: 4 }],
    [2, "ben", null, null, 3_600_000, { done: 0, total: 4 }],
    [3, "ana", Number.NaN, 0.5, 0, { done: 4, total: 4 }],
  ],
};

it("charts a column by the first text column, ignoring case and skipping missing values", () => {
  expect(chartOfTable(table, chartColumn(table.columns, "labels"))).toEqual({
    kind: "chart",
    form: "bar",
    title: "People",
    xTitle: "Person",
    yTitle: "Labels",
    series: [{ name: "Labels", points: [{ x: "ana", y: 12 }] }],
  });
});

it("keeps rows of the same name apart, draws shares in percent, durations in a suitable unit, progress by its done part", () => {
  const points = (title: string) => new Chart(chartOfTable(table, chartColumn(table.columns, title))).values;
  expect(points("First pass")).toEqual([
    { name: "ana", value: 87.5 },
    { name: "ana (2)", value: 50 },
  ]);
  expect(chartOfTable(table, chartColumn(table.columns, "Active"))).toMatchObject({ yTitle: "Active (h)" });
  expect(points("Active").map(({ value }) => value)).toEqual([2, 1, 0]);
  expect(points("Images").map(({ value }) => value)).toEqual([3, 0, 4]);
});

it("charts the first numeric column by default, and rejects other columns", () => {
  expect(chartColumn(table.columns, undefined).title).toBe("Labels");
  for (const title of ["Person", "ID", "lables", "", 5]) {
    expect(() => chartColumn(table.columns, title)).toThrow(
      expect.objectContaining({ hint: "use one of: Labels, First pass, Active, Images", method: "chart" }),
    );
  }
  expect(() => chartColumn([], undefined)).toThrow(expect.objectContaining({ hint: "this table has no numbers" }));
});

it("a chart is displayed by its model, which is also its JSON", () => {
  const chart = new Chart(chartOfTable(table, chartColumn(table.columns, "labels")));
  expect(renderPiped(chart[display]())).toBe("Person\tLabels\nana\t12");
  expect(JSON.parse(JSON.stringify(chart))).toMatchObject({ kind: "chart", yTitle: "Labels" });
});
