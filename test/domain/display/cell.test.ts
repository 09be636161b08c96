import { expect, it } from "vitest";
import { tableCsv } from "../../../src/domain/display/record-display.js";

it("a table in CSV has plain numbers, ISO times, durations in seconds, and two columns for progress", () => {
  const at = new Date("2026-01-05T09:00:00.000Z");
  const csv = tableCsv({
    kind: "table",
    columns: [
      { title: "Name", kind: "text" },
      { title: "Images", kind: "progress" },
      { title: "Active", kind: "duration" },
      { title: "At", kind: "time" },
      { title: "Tags", kind: "text" },
      { title: "Picture", kind: "image" },
      { title: "Share", kind: "percent" },
    ],
    rows: [
      ["=ana", { done: 2, total: 3, note: "x" }, 1500, at, ["a", "b"], { src: "data:", alt: "a.png" }, 1 / 3],
      [null, null, null, new Date(Number.NaN), [], undefined, null],
    ],
  });
  expect(csv.split("\r\n")).toEqual([
    "Name,Images,Images (of),Active (s),At,Tags,Picture,Share",
    "'=ana,2,3,1.5,2026-01-05T09:00:00.000Z,a; b,a.png,0.3333333333333333",
    ",,,,,,,",
    "",
  ]);
});
