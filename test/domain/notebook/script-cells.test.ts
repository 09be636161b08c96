import { describe, expect, it } from "vitest";
import { cellsOfScript } from "../../../src/domain/notebook/script-cells.js";

describe("the cells of a script", () => {
  it("are separated by marks; without marks the script is one cell", () => {
    expect(cellsOfScript("// head\n\n// %%\nconst a = 1\n\n//%% two\na\n")).toEqual(["// head", "const a = 1", "a"]);
    expect(cellsOfScript("const a = 1\n\na\n")).toEqual(["const a = 1\n\na"]);
    expect(cellsOfScript("\n")).toEqual([]);
  });
});
