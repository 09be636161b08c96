import { describe, expect, it } from "vitest";
import { Lines, mapBySource } from "../../../src/engine/pipeline/positions.js";

describe("the lines of a text", () => {
  const lines = new Lines("ab\r\n🍋c\n");

  it("include the empty one after the last line break", () => {
    expect([lines.count, lines.line(1), lines.line(2), lines.line(3), lines.line(4)]).toEqual([
      3,
      "ab",
      "🍋c",
      "",
      undefined,
    ]);
  });

  it("turn offsets into lines and columns of UTF-16 units, and back", () => {
    for (let offset = 0; offset <= lines.text.length; offset += 1) {
      expect(lines.offsetAt(lines.positionAt(offset))).toBe(offset);
    }
    expect(lines.positionAt(6)).toEqual({ line: 2, column: 3 });
  });

  it("limit a missing position to the text", () => {
    expect(lines.offsetAt({ line: 0, column: 9 })).toBe(0);
    expect(lines.offsetAt({ line: 9, column: 1 })).toBe(lines.text.length);
    expect(lines.offsetAt({ line: 2, column: 99 })).toBe(lines.text.length);
  });
});

describe("a source map", () => {
  it("maps generated text to its source, and continues while both are equal", () => {
    // Two mappings: one at the start, one from column 2 of the generated text to column 9 of the source.
    const back = mapBySource("AAAA,ESAS", "a=1", "a: any = 1");
    expect([0, 1, 2].map(back)).toEqual([0, 1, 9]);
  });

  it("treats a semicolon as a new line", () => {
    expect(mapBySource("AAAA;AACA", "a\nb", "a\nb")(2)).toBe(2);
  });
});
