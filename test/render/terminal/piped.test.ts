import { describe, expect, it } from "vitest";
import type { DisplayModel } from "../../../src/domain/display/display.js";
import { modelOf } from "../../../src/render/model/model.js";
import { renderPiped } from "../../../src/render/terminal/piped.js";
import { hostile, jobs, meta, namesTable } from "../samples.js";

describe("renderPiped", () => {
  it("writes a table as complete tab-separated lines, the header first", () => {
    expect(renderPiped(modelOf(jobs)).replaceAll("\t", " | ")).toMatchInlineSnapshot(`
      "ID | Name | Status | Annotator | Dataset | Classes | Images | Created
      37 | labeler1_lemons_task | stopped | labeler_1 | dataset_01 | lemon | 0/6 | 2026-11-24T16:40:30.588Z
      38 | labeler2_kiwi_task_with_complex_settings | pending | labeler_2 | dataset_01 | lemon | 0/6 | 2026-11-24T16:40:30.588Z
      39 | lemons again | in_progress | labeler_1 | dataset_01 | lemon | 2/6 | 2026-11-24T16:40:30.588Z
      40 | ラベル付け 作業 | on_review | labeler_1 | dataset_01 | lemon | 6/6 | 2026-11-24T16:40:30.588Z
      41 | all | completed | labeler_1 | dataset_01 | lemon | 6/6 4 accepted, 2 rejected | 2026-11-24T16:40:30.588Z"
    `);
  });

  it("writes every row", () => {
    expect(renderPiped(namesTable(Array.from({ length: 200 }, () => "x"))).split("\n")).toHaveLength(201);
  });

  it("reports missing rows and notes in lines that are not rows", () => {
    expect(
      renderPiped({ ...namesTable(["a"]), more: 7, note: "as of now" })
        .split("\n")
        .slice(2),
    ).toEqual(["# 7 more", "# as of now"]);
  });

  it("writes only the header of an empty table", () => {
    expect(renderPiped(namesTable([]))).toBe("ID\tName");
  });

  it("names the tables of a stack", () => {
    expect(
      renderPiped(modelOf(meta))
        .split("\n")
        .filter((line) => line.startsWith("#")),
    ).toEqual(["# Object Classes", "# Tags"]);
  });

  it("writes a record as label and value", () => {
    expect(renderPiped(modelOf(jobs[3])).split("\n").slice(0, 3)).toEqual([
      "id\t40",
      "name\tラベル付け 作業",
      "status\ton_review",
    ]);
  });

  it("writes the other models as lines", () => {
    const models: DisplayModel[] = [
      { kind: "text", text: "a\nb\x07" },
      { kind: "progress", label: "wait", done: 3, total: 6, state: "running", note: "labeler_1" },
      {
        kind: "chart",
        form: "bar",
        xTitle: "who",
        series: [
          {
            name: "done",
            points: [
              { x: "a", y: 1 },
              { x: "b", y: 2 },
            ],
          },
          { name: "", points: [{ x: "b", y: 3 }] },
        ],
      },
      { kind: "markup", html: "<b>x</b>", text: "x" },
      {
        kind: "error",
        name: "ApiError",
        message: "no",
        source: { file: "a.ts", line: 2, column: 3, text: "  no()" },
        parts: [{ kind: "text", text: "caused by x" }],
        hint: "try again",
      },
    ];
    expect(models.map((model) => renderPiped(model).replaceAll("\t", " | ")).join("\n---\n")).toMatchInlineSnapshot(`
      "a
      b\\x07
      ---
      wait | running | 3/6 | labeler_1
      ---
      who | done | series 2
      a | 1 | 
      b | 2 | 3
      ---
      x
      ---
      ApiError: no
        at a.ts:2:3
        no()
      caused by x
      hint: try again"
    `);
  });

  it.each(Object.entries(hostile))("keeps a %s from breaking a row", (_what, text) => {
    const lines = renderPiped(namesTable([text])).split("\n");
    expect(lines).toHaveLength(2);
    expect(lines[1]?.split("\t")).toHaveLength(2);
    expect(lines[1]).not.toMatch(/[\0-\x08\x0a-\x1f\x7f-\x9f\u202a-\u202e]/);
  });
});
