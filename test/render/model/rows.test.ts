import { describe, expect, it } from "vitest";
import { renderHtml } from "../../../src/render/html/html.js";
import { rowsWithin } from "../../../src/render/model/rows.js";
import { renderTerminal } from "../../../src/render/terminal/terminal.js";

const rows = Array.from({ length: 60 }, (_, at) => [`job ${at}`]);

describe("rows that fit", () => {
  it("are all, the first ones, or the most important ones in the table's order", () => {
    expect(rowsWithin({ rows }, 60)).toEqual({ shown: rows, hidden: [] });
    expect(rowsWithin({ rows }, 2).shown).toEqual([["job 0"], ["job 1"]]);
    const { shown, hidden } = rowsWithin({ rows, rowsByPriority: [40, 7, 3, ...rows.keys()] }, 3);
    expect(shown).toEqual([["job 3"], ["job 7"], ["job 40"]]);
    expect(hidden).toHaveLength(57);
  });

  it("are the same in a terminal and in the visible part of a folded HTML table", () => {
    const rowsByPriority = [55, 54, ...Array.from({ length: 54 }, (_, at) => at)];
    const model = { kind: "table", columns: [{ title: "Name", kind: "text" }], rows, rowsByPriority } as const;
    const text = renderTerminal(model, { columns: 80, color: false, maxRows: 2 });
    expect(text).toMatch(/job 54[\s\S]*job 55[\s\S]*… 58 more$/);
    expect(text).not.toContain("job 0 ");
    const seen = renderHtml(model).split("<details>")[0];
    expect(seen).toContain("job 55");
    expect(seen).not.toContain("job 30");
  });
});
