import { describe, expect, it } from "vitest";
import type { Cell, CellKind } from "../../../src/domain/display/display.js";
import { terminalPaint } from "../../../src/render/terminal/color.js";
import {
  type CellStyle,
  columnNeed,
  columnTexts,
  drawBar,
  drawCell,
  drawProgress,
} from "../../../src/render/terminal/terminal-cells.js";
import { textWidth } from "../../../src/render/text/text-width.js";

const plain: CellStyle = { paint: terminalPaint(false), color: false, maxLines: 3 };

function need(kind: CellKind, title: string, cells: readonly Cell[], notes = false) {
  return columnNeed({ kind }, { title, cells, texts: columnTexts(cells, kind), color: false, notes });
}

function draw(cell: Cell, kind: CellKind, width: number, style = plain, right = false) {
  const [text = { text: "", width: 0 }] = columnTexts([cell], kind);
  return drawCell(cell, { kind, right }, text, width, style);
}

describe("columnNeed", () => {
  it("lets text shrink, but not ids, statuses and times", () => {
    expect(need("text", "Name", ["x".repeat(50)])).toMatchObject({ natural: 50, comfortable: 20, least: 8 });
    expect(need("id", "ID", [Number.MAX_SAFE_INTEGER])).toMatchObject({ natural: 16, least: 16 });
    expect(need("status", "Status", ["in_progress"])).toMatchObject({ natural: 13, least: 13 });
    expect(need("time", "Created (UTC)", [new Date(0)])).toMatchObject({ natural: 16, least: 16 });
  });

  it("keeps the longest word of a title whole", () => {
    expect(need("text", "Applicable classes", ["a"])).toMatchObject({ natural: 18, comfortable: 10, least: 10 });
  });

  it("drops a bar before its count", () => {
    const cells = [{ done: 10, total: 100, note: "2 rejected" }];
    expect(need("progress", "Images", cells)).toMatchObject({ natural: 17, comfortable: 11, least: 6 });
    expect(need("progress", "Images", cells, true)).toMatchObject({ natural: 28, least: 28 });
  });
});

describe("drawCell", () => {
  it("fills its width, aligned by its kind", () => {
    expect(draw(37, "id", 6, plain, true)).toEqual(["    37"]);
    expect(draw("字", "text", 6)).toEqual(["字    "]);
    expect(draw(null, "text", 4)).toEqual(["-   "]);
    expect(draw(null, "count", 4, plain, true)).toEqual(["   -"]);
    expect(draw("on_review", "status", 13)).toEqual(["◑ on_review  "]);
  });

  it("wraps text, and marks where it was cut", () => {
    expect(draw("one two three four five", "text", 6)).toEqual(["one   ", "two   ", "three…"]);
    expect(draw("abcdefghijklmnopqrstuvwxyz", "text", 6)).toEqual(["abcdef", "ghijkl", "mnopq…"]);
  });

  it("takes no more time for text that is mostly cut", () => {
    const began = performance.now();
    expect(draw("x".repeat(5_000_000), "text", 6).at(-1)).toBe("xxxxx…");
    expect(performance.now() - began).toBeLessThan(1000);
  });

  it("colors the text and not the padding", () => {
    const style: CellStyle = { paint: terminalPaint(true), color: true, maxLines: 3 };
    expect(draw(37, "id", 4, style)).toEqual(["\x1b[36m37\x1b[39m  "]);
    expect(draw("#D0021B", "color", 16, style)).toEqual(["\x1b[48;2;208;2;27m  \x1b[49m [208, 2, 27] "]);
    expect(draw("stopped", "status", 9, style)).toEqual(["\x1b[31m■ stopped\x1b[39m"]);
  });
});

describe("drawProgress", () => {
  const cell = { done: 3, total: 6, note: "1 rejected" };
  it("drops its note first, then its bar", () => {
    expect(
      [26, 19, 18, 14, 8, 7, 3].map((width) => drawProgress(cell, width, terminalPaint(false))),
    ).toMatchInlineSnapshot(`
      [
        "▰▰▰▰▰▱▱▱▱▱ 3/6 1 rejected ",
        "▰▰▱▱ 3/6 1 rejected",
        "▰▰▰▰▰▱▱▱▱▱ 3/6    ",
        "▰▰▰▰▰▱▱▱▱▱ 3/6",
        "▰▰▱▱ 3/6",
        "3/6    ",
        "3/6",
      ]
    `);
  });

  it("has exactly the given width, down to its count", () => {
    for (let width = 3; width < 40; width += 1) {
      expect(textWidth(drawProgress(cell, width, terminalPaint(false)))).toBe(width);
    }
  });
});

describe("drawBar", () => {
  it("is full only when everything is done, and empty only when nothing is", () => {
    const bar = (done: number, total: number) => drawBar(done, total, 4, terminalPaint(false));
    expect([bar(0, 100), bar(1, 100), bar(50, 100), bar(99, 100), bar(100, 100)]).toEqual([
      "▱▱▱▱",
      "▰▱▱▱",
      "▰▰▱▱",
      "▰▰▰▱",
      "▰▰▰▰",
    ]);
    expect([bar(0, 0), bar(7, 6), bar(-1, 6)]).toEqual(["▱▱▱▱", "▰▰▰▰", "▱▱▱▱"]);
  });
});
