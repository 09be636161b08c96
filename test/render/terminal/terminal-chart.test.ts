import { describe, expect, it } from "vitest";
import type { ChartModel } from "../../../src/domain/display/display.js";
import { renderTerminal } from "../../../src/render/terminal/terminal.js";
import { textWidth } from "../../../src/render/text/text-width.js";

const bars: ChartModel = {
  kind: "chart",
  form: "bar",
  title: "Images done",
  xTitle: "annotator",
  yTitle: "images",
  series: [
    {
      name: "done",
      points: [
        { x: "labeler_1", y: 120 },
        { x: "ラベル", y: 87.333_333 },
        { x: "labeler_3", y: 0.1 },
        { x: "labeler_4", y: 0 },
      ],
    },
  ],
};
const draw = (chart: ChartModel, columns = 60) => renderTerminal(chart, { columns, color: false });

describe("bars", () => {
  it("are blocks in proportion, with their value", () => {
    expect(draw(bars)).toMatchInlineSnapshot(`
      "Images done
      labeler_1 ████████████████████████████████████████████ 120
      ラベル    ████████████████████████████████ 87.33
      labeler_3 ▏ 0.1
      labeler_4 0
      images by annotator"
    `);
  });

  it("of several series are grouped and labeled", () => {
    const two = { ...bars, series: [...bars.series, { name: "left", points: [{ x: "labeler_1", y: 60 }] }] };
    expect(draw(two).split("\n").slice(1, 3)).toMatchInlineSnapshot(`
      [
        "labeler_1 done ███████████████████████████████████████ 120",
        "labeler_1 left ███████████████████▌ 60",
      ]
    `);
  });

  it("fit the terminal", () => {
    for (const columns of [20, 40, 80]) {
      for (const line of draw(bars, columns).split("\n")) expect(textWidth(line)).toBeLessThanOrEqual(columns);
    }
  });
});

describe("lines", () => {
  const line = (values: readonly number[]): ChartModel => ({
    kind: "chart",
    form: "line",
    series: [{ name: "a day", points: values.map((y, x) => ({ x, y })) }],
  });

  it("are sparklines with their first and last values", () => {
    expect(draw(line([0, 1, 2, 3, 4, 5, 6, 7]))).toBe("a day ▁▂▃▄▅▆▇█ 0…7, last 7");
  });

  it("of many points are condensed to the terminal", () => {
    const drawn = draw(line(Array.from({ length: 5000 }, (_none, index) => index)), 40);
    expect(textWidth(drawn)).toBeLessThanOrEqual(40);
    expect(drawn).toContain("▁");
    expect(drawn).toContain("█");
  });

  it("may be constant, or have gaps", () => {
    expect(draw(line([5, 5, 5]))).toBe("a day ▄▄▄ 5…5, last 5");
    expect(draw(line([0, Number.NaN, 7]))).toBe("a day ▁ █ 0…7, last 7");
  });
});

it("reports that there is nothing to draw", () => {
  expect(draw({ kind: "chart", form: "bar", title: "Images", series: [] })).toBe("Images\nnothing");
});
