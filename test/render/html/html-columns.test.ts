import { describe, expect, it } from "vitest";
import { tableOf } from "../../../src/domain/display/record-display.js";
import { JobInfo } from "../../../src/domain/records/job.js";
import { hidingWidths } from "../../../src/render/html/html-columns.js";
import { jobs } from "../samples.js";

describe("leavingWidths", () => {
  it("hides columns with a priority, the highest first, each at a smaller width", () => {
    const widths = hidingWidths(JobInfo.columns, tableOf(JobInfo, jobs).rows);
    const titles = JobInfo.columns.map(({ title }) => title);
    const leaving = titles.flatMap((title, index) => (widths[index] === undefined ? [] : [[title, widths[index]]]));
    expect(leaving).toEqual([
      ["Dataset", 500],
      ["Classes", 550],
      ["Created", 700],
    ]);
  });

  it("hides narrow columns later, and the last of equal priority first", () => {
    const columns = [
      { title: "A", kind: "id" },
      { title: "B", kind: "text", hidePriority: 1 },
      { title: "C", kind: "text", hidePriority: 1 },
    ] as const;
    expect(hidingWidths(columns, [[1, "b", "c"]])).toEqual([undefined, 50, 100]);
    expect(hidingWidths(columns, [[1, "b".repeat(99), "c".repeat(99)]])).toEqual([undefined, 150, 300]);
  });
});
