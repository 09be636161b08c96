import { expect, it } from "vitest";
import { display } from "../../../src/domain/display/display.js";
import { jobStatsSchema } from "../../../src/domain/records/job-stats.js";

function statsOf(labels: readonly number[]) {
  const classes = labels.map((labelsCount, at) => ({ name: `class ${at}`, labelsCount }));
  return jobStatsSchema.parse({ job: { id: 37, name: "lemons" }, classes, images: { total: 0, images: [] } });
}

it("draws the labels per class as bars if there are several classes", () => {
  const drawn = statsOf([3, 0, 5])[display]();
  expect(drawn.kind === "stack" && drawn.parts.filter(({ kind }) => kind === "chart")).toEqual([
    {
      kind: "chart",
      form: "bar",
      title: "Labels by class",
      series: [
        {
          name: "Labels",
          points: [
            { x: "class 0", y: 3 },
            { x: "class 2", y: 5 },
          ],
        },
      ],
    },
  ]);
  for (const labels of [[], [3], [3, 0]]) expect(JSON.stringify(statsOf(labels)[display]())).not.toContain('"chart"');
});
