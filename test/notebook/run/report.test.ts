import { describe, expect, it } from "vitest";
import { differenceModel, failureModel, summaryModel } from "../../../src/notebook/run/report.js";
import type { CellFailure } from "../../../src/notebook/run/run.js";
import { renderTerminal } from "../../../src/render/terminal/terminal.js";
import { codeCell } from "../../support/notebooks.js";

const draw = (model: Parameters<typeof renderTerminal>[0]) => renderTerminal(model, { columns: 80, color: false });
const outcome = { file: "n.ipynb", ran: 7, durationMs: 1_234, differences: [] };
const cell = codeCell("const a = 1\nthrow new Error('no')", {
  outputs: [{ output_type: "stream", name: "stdout", text: "before\n" }],
});
const failure: CellFailure = {
  cellNumber: 3,
  cell,
  reason: "error",
  ename: "Error",
  evalue: "no",
  traceback: ["\x1b[31mError: no\x1b[39m", "  cell 2:2:7"],
};

describe("a run in one line", () => {
  it("reports how many cells ran, the time, and what was written", () => {
    expect(draw(summaryModel(outcome))).toBe("✓ n.ipynb: 7 cells in 1.2 s");
    expect(draw(summaryModel({ ...outcome, ran: 1, written: "out.ipynb" }))).toBe(
      "✓ n.ipynb: 1 cell in 1.2 s, written to out.ipynb",
    );
  });

  it("reports the failed cell, or the different ones", () => {
    expect(draw(summaryModel({ ...outcome, failure }))).toBe("✗ n.ipynb: cell 3 failed after 7 cells in 1.2 s");
    const differences = [2, 5].map((cellNumber) => ({ cellNumber, cell, diff: [] }));
    expect(draw(summaryModel({ ...outcome, differences }))).toBe("✗ n.ipynb: differs in cell 2, 5; 7 cells in 1.2 s");
  });
});

describe("a cell that failed", () => {
  it("is shown with its source, output and traceback", () => {
    expect(draw(failureModel("n.ipynb", failure))).toBe(
      ["n.ipynb, cell 3:", "  1 const a = 1", "  2 throw new Error('no')", "before", "Error: no", "  cell 2:2:7"].join(
        "\n",
      ),
    );
  });

  it("without a traceback is shown with its name and message", () => {
    expect(draw(failureModel("n.ipynb", { ...failure, traceback: [] }))).toContain("Error: no");
  });

  it("reports its timeout, and not only that it was stopped", () => {
    const stopped = { output_type: "error", ename: "Interrupted", evalue: "", traceback: ["Interrupted"] } as const;
    const late: typeof failure = {
      ...failure,
      cell: { ...failure.cell, outputs: [stopped] },
      reason: "limit",
      ename: "TimeLimit",
      evalue: "it ran longer than 2 s",
      traceback: [],
    };
    expect(draw(failureModel("n.ipynb", late))).toContain("TimeLimit: it ran longer than 2 s");
  });

  it("is shortened if it is long", () => {
    const long = { ...failure, cell: codeCell(Array.from({ length: 100 }, (_, i) => `line${i}`).join("\n")) };
    expect(draw(failureModel("n.ipynb", long))).toContain("… 60 more lines");
  });
});

describe("a cell that differs", () => {
  it("is shown by its first line and its removed and added lines", () => {
    const shown = draw(differenceModel("n.ipynb", { cellNumber: 3, cell, diff: ["- 1", "+ 2"] }));
    expect(shown).toBe("n.ipynb, cell 3: const a = 1\n- 1\n+ 2");
  });
});

describe("long lines and outputs", () => {
  it("are cut in reports", () => {
    const long = codeCell(`/*${"x".repeat(100_000)}*/`, {
      outputs: [{ output_type: "stream", name: "stdout", text: "y\n".repeat(100_000) }],
    });
    const failed = { ...failure, cell: long, traceback: ["z".repeat(100_000)] };
    expect(draw(failureModel("n.ipynb", failed)).length).toBeLessThan(2_000);
    expect(draw(failureModel("n.ipynb", failed))).toContain("… 99960 more lines");
    const difference = { cellNumber: 1, cell: long, diff: [`- ${"x".repeat(100_000)}`] };
    expect(draw(differenceModel("n.ipynb", difference)).length).toBeLessThan(1_500);
  });
});
