import { describe, expect, it } from "vitest";
import type { ErrorModel } from "../../../src/domain/display/display.js";
import { terminalPaint } from "../../../src/render/terminal/color.js";
import { renderTerminal } from "../../../src/render/terminal/terminal.js";
import { sourceLines } from "../../../src/render/terminal/terminal-error.js";

const error: ErrorModel = {
  kind: "error",
  name: "ChainError",
  message: "step 2 of 3 failed: no job with id 41",
  source: { file: "cell 3", line: 12, column: 17, text: "const j = await job(41).stop()" },
  parts: [
    {
      kind: "table",
      columns: [
        { title: "Step", kind: "text" },
        { title: "State", kind: "status" },
      ],
      rows: [
        ['ensure "labeler_1"', "done"],
        ["find job 41", "failed"],
        ["stop job 41", "not run"],
      ],
    },
  ],
  hint: "list them with team(8).jobs()",
};

const draw = (model: ErrorModel, columns = 80) => renderTerminal(model, { columns, color: false });

describe("an error", () => {
  it("shows what failed, where in the user's code, how far it came, and the hint last", () => {
    expect(draw(error)).toMatchInlineSnapshot(`
      "ChainError: step 2 of 3 failed: no job with id 41
        cell 3:12:17
        12 │ const j = await job(41).stop()
           │                 ^
      ╭────────────────────┬───────────╮
      │ Step               │ State     │
      ├────────────────────┼───────────┤
      │ ensure "labeler_1" │ ● done    │
      │ find job 41        │ ■ failed  │
      │ stop job 41        │ ○ not run │
      ╰────────────────────┴───────────╯
      hint: list them with team(8).jobs()"
    `);
  });

  it("wraps in 40 columns", () => {
    expect(draw(error, 40)).toMatchInlineSnapshot(`
      "ChainError: step 2 of 3 failed: no job
      with id 41
        cell 3:12:17
        12 │ const j = await job(41).stop()
           │                 ^
      ╭────────────────────┬───────────╮
      │ Step               │ State     │
      ├────────────────────┼───────────┤
      │ ensure "labeler_1" │ ● done    │
      │ find job 41        │ ■ failed  │
      │ stop job 41        │ ○ not run │
      ╰────────────────────┴───────────╯
      hint: list them with team(8).jobs()"
    `);
  });

  it("colors its name and its hint", () => {
    const text = renderTerminal(error, { columns: 80, color: true });
    expect(text).toContain("\x1b[1;31mChainError\x1b[22;39m: step 2");
    expect(text).toContain("\x1b[36mhint:\x1b[39m list");
  });

  it("fits one screen, and keeps its hint", () => {
    const long: ErrorModel = {
      ...error,
      message: "line\n".repeat(100),
      parts: [{ kind: "text", text: "part\n".repeat(100) }],
    };
    const lines = draw(long).split("\n");
    expect(lines.length).toBeLessThanOrEqual(24);
    expect(lines.at(-1)).toBe("hint: list them with team(8).jobs()");
    expect(lines.filter((line) => line.includes("more lines"))).toHaveLength(2);
  });

  it("may have no message", () => {
    expect(draw({ kind: "error", name: "Error", message: "" })).toBe("Error");
  });
});

describe("the source line", () => {
  const at = (text: string, column: number, columns = 80) =>
    sourceLines({ file: "a.ts", line: 7, column, text }, { columns, paint: terminalPaint(false) }).slice(1);

  it.each([
    ["const 字 = nope", 11],
    ["\tconst a = nope", 12],
    ["const s = '\x1b' + nope", 17],
  ])("has a caret below the column, in %j", (text, column) => {
    const [line = "", caret = ""] = at(text, column);
    const before = line.slice(0, line.indexOf("nope"));
    // The wide letter takes two columns and is one character of the text.
    const wide = before.includes("字") ? 1 : 0;
    expect(caret.indexOf("^")).toBe(before.length + wide);
  });

  it("is cut around its column if it is long", () => {
    const [line = "", caret = ""] = at(`${"x ".repeat(200)}nope${" y".repeat(200)}`, 401, 40);
    expect(line.slice(caret.indexOf("^"))).toMatch(/^nope/);
    expect(line.length).toBeLessThanOrEqual(40);
  });
});
