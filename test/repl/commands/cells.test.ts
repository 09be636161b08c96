import { describe, expect, it } from "vitest";
import { cellsOfNotebook, cellsOfScript } from "../../../src/repl/commands/cells.js";

describe("the cells of a file", () => {
  it("are parted by marks; without marks it is one", () => {
    expect(cellsOfScript("// head\n\n// %%\nconst a = 1\n\n//%% two\na\n")).toEqual(["// head", "const a = 1", "a"]);
    expect(cellsOfScript("const a = 1\n\na\n")).toEqual(["const a = 1\n\na"]);
    expect(cellsOfScript("\n")).toEqual([]);
  });

  it("are the code cells of a notebook", () => {
    const cells = [
      { cell_type: "markdown", source: "# a" },
      { cell_type: "code", source: ["a\n", "b"] },
      { cell_type: "code", source: "c" },
    ];
    expect(cellsOfNotebook(JSON.stringify({ cells }))).toEqual(["a\nb", "c"]);
    expect(() => cellsOfNotebook("{")).toThrow(SyntaxError);
  });
});
