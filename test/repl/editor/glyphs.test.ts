import { expect, it } from "vitest";
import { glyphsOf } from "../../../src/repl/editor/glyphs.js";

it("draws letters with their width, tabs as spaces, and escapes control characters", () => {
  expect(glyphsOf("a字\t\x07👩‍👧")).toEqual([
    { text: "a", columns: 1, units: 1 },
    { text: "字", columns: 2, units: 1 },
    { text: "  ", columns: 2, units: 1 },
    { text: "\\x07", columns: 4, units: 1 },
    { text: "👩‍👧", columns: 2, units: 5 },
  ]);
});
