import { describe, expect, it } from "vitest";
import { type PromptTone, promptPaint } from "../../../src/repl/color.js";
import { drawEditor, type EditorView } from "../../../src/repl/editor/editor-view.js";
import { beginSearch, searchFor } from "../../../src/repl/history/history-search.js";

const prompt = { first: "local 1> ", later: "........ ", columns: 9 };
const base: EditorView = {
  prompt,
  text: "",
  cursor: 0,
  isHidden: false,
  isFinal: false,
  search: undefined,
  menu: undefined,
  hint: undefined,
  notice: undefined,
  tones: undefined,
  paint: promptPaint(false),
};
const draw = (view: Partial<EditorView>, rows = 10) => drawEditor({ ...base, ...view }, { columns: 40, rows });
const items = ["pending", "completed"].map((text) => ({ text, kind: "string" }));
const menu = { completion: { start: 0, end: 0, items }, chosen: -1, start: 0, end: 0 };

describe("an entry while it is edited", () => {
  it("follows its prompt, with help below", () => {
    expect(draw({ text: "f(\n1)", cursor: 5, notice: "a notice" })).toEqual({
      rows: ["local 1> f(", "........ 1)", "a notice"],
      cursor: { row: 1, column: 11 },
    });
  });

  it("shows one kind of help at a time, a menu before a hint", () => {
    expect(draw({ menu, hint: { label: "f(a)" }, notice: "n" }).rows.slice(1)).toEqual(["pending    completed"]);
    expect(draw({ hint: { label: "f(a)" }, notice: "n" }).rows.slice(1)).toEqual(["f(a)"]);
  });

  it("shows the result of a search in place of the text", () => {
    const search = searchFor(["team(8).jobs()"], beginSearch(["team(8).jobs()"]), "jobs");
    expect(draw({ text: "mine", search })).toEqual({
      rows: ["local 1> team(8).jobs()", "search the history: jobs"],
      cursor: { row: 0, column: 17 },
    });
  });

  it("does not show a hidden answer", () => {
    expect(draw({ text: "s3cret", cursor: 6, isHidden: true })).toEqual({
      rows: ["local 1> "],
      cursor: { row: 0, column: 9 },
    });
  });

  it("fits the screen during editing, and is complete at the end", () => {
    const text = Array.from({ length: 30 }, (_, line) => `${line}`).join("\n");
    expect(draw({ text, cursor: text.length, menu }).rows).toHaveLength(9);
    expect(draw({ text, cursor: text.length, isFinal: true }).rows).toHaveLength(30);
  });

  it("is drawn around the cursor only and without color if it is very long", () => {
    let toned = 0;
    const tones = (text: string): PromptTone[] => {
      toned += text.length;
      return text.split("").map(() => "plain");
    };
    const text = "a".repeat(1_000_000);
    const atEnd = draw({ text, cursor: text.length, tones });
    expect(atEnd.rows).toHaveLength(9);
    expect(atEnd.cursor.row).toBe(8);
    const atStart = draw({ text, cursor: 0, tones });
    expect(atStart.rows[0]).toBe(`local 1> ${"a".repeat(31)}`);
    expect(atStart.cursor).toEqual({ row: 0, column: 9 });
    const lines = "line\n".repeat(100_000);
    const inLines = draw({ text: lines, cursor: 250_002, tones });
    expect(inLines.rows).toEqual(Array.from({ length: 9 }, () => "........ line"));
    expect(inLines.cursor.column).toBe(11);
    expect(toned).toBe(0);
    expect(draw({ text: lines, cursor: lines.length, isFinal: true, tones }).rows).toHaveLength(100_001);
  });
});
