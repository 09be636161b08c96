import { expect, it } from "vitest";
import { terminalPaint } from "../../../src/render/terminal/color.js";
import { drawByHand, drawByLibrary, drawGrid, type Grid, levelRow } from "../../../src/render/terminal/grid.js";

const paint = terminalPaint(true);

function gridOf(rows: readonly (readonly (readonly string[])[])[], head?: readonly (readonly string[])[]): Grid {
  return { widths: [4, 6], ...(head === undefined ? {} : { head }), rows: () => rows, count: rows.length };
}

const head = [["  ID"], [`${paint("bold", "Name")}  `]];
const rows = [
  [["  37"], [paint("red", "lemons")]],
  [
    ["  38", "    "],
    ["kiwis ", "字字字"],
  ],
];

it("draws the same with the library and without it, with and without a header", () => {
  expect(drawByHand(gridOf(rows, head), paint)).toBe(drawByLibrary(gridOf(rows, head), paint));
  expect(drawByHand(gridOf(rows), paint)).toBe(drawByLibrary(gridOf(rows), paint));
  expect(drawByHand(gridOf(rows, head), terminalPaint(false))).toBe(
    drawByLibrary(gridOf(rows, head), terminalPaint(false)),
  );
});

it("draws rounded frames", () => {
  const plain = [
    [["  37"], ["lemons"]],
    [["  38"], ["kiwis "]],
  ];
  expect(drawGrid(gridOf(plain, [["  ID"], ["Name  "]]), terminalPaint(false))).toMatchInlineSnapshot(`
    "╭──────┬────────╮
    │   ID │ Name   │
    ├──────┼────────┤
    │   37 │ lemons │
    │   38 │ kiwis  │
    ╰──────┴────────╯"
  `);
});

it("draws letters whose width the library measures incorrectly", () => {
  const thai = [[["   1"], ["กำลัง  "]]];
  expect(drawGrid(gridOf(thai), terminalPaint(false)).split("\n")[1]).toBe("│    1 │ กำลัง   │");
});

it("reads the rows of a long table once, in order", () => {
  let asked = 0;
  const many: Grid = {
    widths: [4, 6],
    count: 1000,
    *rows() {
      for (; asked < 1000; asked += 1) yield [["   1"], ["lemons"]];
    },
  };
  expect(drawGrid(many, paint).split("\n")).toHaveLength(1002);
  expect(asked).toBe(1000);
});

it("aligns headers at the bottom of their row and cells at the top", () => {
  expect(levelRow([["ab"], ["c", "d"]], [2, 1], "above")).toEqual([
    ["  ", "ab"],
    ["c", "d"],
  ]);
  expect(levelRow([["ab"], ["c", "d"]], [2, 1], "below")[0]).toEqual(["ab", "  "]);
});
