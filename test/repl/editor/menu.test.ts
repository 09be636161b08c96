import { describe, expect, it } from "vitest";
import { promptPaint } from "../../../src/repl/color.js";
import { applyCompletion, menuRows, step } from "../../../src/repl/editor/menu.js";

const items = ["completed", "on_review", "pending"].map((text) => ({ text, kind: "string", detail: `is ${text}` }));
const menu = { completion: { start: 9, end: 9, items }, chosen: -1, start: 9, end: 9 };

describe("the menu", () => {
  it("wraps around at its ends and returns the text that its choice replaces", () => {
    const first = step(menu, 1);
    expect(first).toMatchObject({ chosen: 0, start: 9, end: 18 });
    expect(step(first, -1).chosen).toBe(2);
    expect(step(menu, -1).chosen).toBe(2);
    expect(step(step(menu, -1), 1).chosen).toBe(0);
  });

  it("appears for several names, and inserts their common prefix", () => {
    const completion = {
      start: 2,
      end: 3,
      items: [
        { text: "on_hold", kind: "" },
        { text: "on_review", kind: "" },
      ],
    };
    expect(applyCompletion(completion, "f(o", 3)).toEqual({
      insert: "on_",
      menu: { completion, chosen: -1, start: 2, end: 5 },
    });
    expect(applyCompletion(completion, "f(O", 3)).toMatchObject({ insert: undefined, menu: { end: 3 } });
  });

  it("does not appear for one name, which is inserted in its own case", () => {
    const completion = { start: 0, end: 2, items: [{ text: "Team", kind: "" }] };
    expect(applyCompletion(completion, "te", 2)).toEqual({ insert: "Team", menu: undefined });
    expect(applyCompletion({ ...completion, end: 4 }, "Team", 4)).toEqual({ insert: undefined, menu: undefined });
  });

  it("lays out names in columns and describes the selected one", () => {
    expect(menuRows(step(menu, 1), 30, 5, promptPaint(false))).toEqual([
      "completed  pending",
      "on_review",
      "is completed",
    ]);
  });

  it("reports how many names did not fit", () => {
    expect(menuRows(menu, 12, 2, promptPaint(false))).toEqual([
      "completed",
      "on_review",
      "… 1 more; keep typing to narrow the list",
    ]);
  });

  it("escapes control characters in names", () => {
    const hostile = { ...menu, completion: { ...menu.completion, items: [{ text: "a\x1b]0;b\x07", kind: "string" }] } };
    expect(menuRows(hostile, 40, 5, promptPaint(false))).toEqual(["a\\x1b]0;b\\x07"]);
  });
});
