import { describe, expect, it } from "vitest";
import type { DisplayModel } from "../../../src/domain/display/display.js";
import { terminalPaint } from "../../../src/render/terminal/color.js";
import { drawProgressLine, renderTerminal } from "../../../src/render/terminal/terminal.js";
import { textWidth } from "../../../src/render/text/text-width.js";
import { bare, hostile } from "../samples.js";

const plain = (model: DisplayModel, columns = 80) => renderTerminal(model, { columns, color: false });

describe("text", () => {
  it("is wrapped at words and colored in its tone", () => {
    expect(plain({ kind: "text", text: "one two three" }, 8)).toBe("one two\nthree");
    expect(renderTerminal({ kind: "text", text: "no", tone: "bad" }, { columns: 80, color: true })).toBe(
      "\x1b[31mno\x1b[39m",
    );
  });

  it("keeps lines of code unchanged, with tabs as indentation", () => {
    expect(plain({ kind: "text", text: "if (a) {\n\tb();\n}", tone: "code" }, 8)).toBe("if (a) {\n  b();\n}");
  });

  it.each(Object.entries(hostile).filter(([what]) => what !== "tab"))(
    "lets no %s through, in any model",
    (_what, text) => {
      const models: DisplayModel[] = [
        { kind: "text", text },
        { kind: "text", text, tone: "code" },
        { kind: "markup", html: "", text },
        { kind: "progress", label: text, done: 1, total: 2, state: "running", note: text },
        { kind: "error", name: text, message: text, hint: text, source: { file: text, line: 1, column: 1, text } },
        {
          kind: "chart",
          form: "bar",
          title: text,
          xTitle: text,
          yTitle: text,
          series: [{ name: text, points: [{ x: text, y: 1 }] }],
        },
        { kind: "chart", form: "line", title: text, series: [{ name: text, points: [{ x: text, y: 1 }] }] },
        {
          kind: "table",
          title: text,
          note: text,
          empty: text,
          columns: [{ title: text, kind: "status" }],
          rows: [[text]],
        },
        { kind: "record", title: text, note: text, fields: [{ label: text, kind: "code", value: [text] }] },
      ];
      const drawn = bare(renderTerminal({ kind: "stack", parts: models }, { columns: 80, color: true }));
      expect(drawn).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f\xad\u200b\u202a-\u202e\u2028\u2066-\u2069\ufeff\p{Cs}]/u);
    },
  );
});

describe("a stack", () => {
  it("separates tables by an empty line, but not lines of text", () => {
    const line: DisplayModel = { kind: "text", text: "a" };
    const table: DisplayModel = { kind: "table", columns: [], rows: [], empty: "no jobs" };
    expect(plain({ kind: "stack", parts: [line, line, table, line] })).toBe("a\na\n\nno jobs\n\na");
  });
});

describe("progress", () => {
  const draw = (columns: number, state: "running" | "done" | "failed", total?: number) =>
    drawProgressLine(
      {
        kind: "progress",
        label: 'wait for "lemons"',
        done: 3,
        state,
        note: "labeler_1 3/6",
        ...(total === undefined ? {} : { total }),
      },
      columns,
      terminalPaint(false),
    );

  it("is a line with a mark, and a bar while it runs", () => {
    expect(draw(80, "running", 6)).toBe('◌ wait for "lemons" ▰▰▰▰▰▰▱▱▱▱▱▱ 3/6 labeler_1 3/6');
    expect(draw(80, "running")).toBe('◌ wait for "lemons" labeler_1 3/6');
    expect(draw(80, "done", 6)).toBe('✓ wait for "lemons" labeler_1 3/6');
    expect(draw(80, "failed")).toBe('✗ wait for "lemons" labeler_1 3/6');
  });

  it("continues below if it has ended and is wide, so that nothing is lost", () => {
    expect(draw(30, "done")).toBe('✓ wait for "lemons"\n  labeler_1 3/6');
    expect(draw(14, "failed")).toBe('✗ wait for\n  "lemons"\n  labeler_1\n  3/6');
    for (let columns = 14; columns < 80; columns += 1) {
      const lines = draw(columns, "done").split("\n");
      expect(Math.max(...lines.map(textWidth))).toBeLessThanOrEqual(columns);
      expect(lines.join(" ").replaceAll(/\s+/g, " ")).toBe('✓ wait for "lemons" labeler_1 3/6');
    }
  });

  it("shortens its note first, then its label, and is never too wide", () => {
    expect(draw(34, "running", 6)).toBe('◌ wait for "lemons" ▰▰▰▱▱▱ 3/6 la…');
    for (let columns = 18; columns < 80; columns += 1)
      expect(textWidth(draw(columns, "running", 6))).toBeLessThanOrEqual(columns);
  });
});
